import type * as v from 'valibot';
import type { BodyType } from '../json-body.ts';
import { type ErrorCode, PROBLEMS } from '../problem.ts';
import { NAME, VERSION } from '../root.ts';
import type { Route } from '../route.ts';
import { componentSchemas, ErrorBody, type Json, schemaOf } from './json-schema.ts';

/** As much of an OpenAPI description as this service uses. */
export interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string } & Json;
  readonly servers: readonly Json[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: Json;
  }[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, Response>>;
}

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Header>>;
  readonly content?: Content;
}

interface Header {
  readonly description: string;
  readonly schema: Json;
}

type Content = Readonly<Record<string, { readonly schema: Json }>>;

/** Describes routes as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1.html). */
export function describe(routes: readonly Route[]): OpenApi {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: NAME,
      version: VERSION,
      description:
        'A task service that never loses, skips, doubles or silently overwrites anything. Any request with the header ' +
        '`Server-Timing` is answered with how long what took; one with `traceparent` is logged as part of that trace.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'tasks', description: "A user's tasks. A user needs no registration." },
      { name: 'changes', description: 'The log of everything that was done: to follow, to look back, to undo.' },
      { name: 'service', description: 'The service itself.' },
    ],
    paths,
    components: { schemas: componentSchemas() },
  };
}

function operation(route: Route): Operation {
  const { operationId, summary, description, tag, body, bodyType = 'application/json' } = route;
  return {
    operationId,
    summary,
    ...(description !== undefined && { description }),
    tags: [tag],
    parameters: [
      ...parameters('path', route.params),
      ...parameters('query', route.query),
      ...(route.headers === undefined ? [] : parameters('header', route.headers)),
      ...(route.method === 'GET' ? [] : [IDEMPOTENCY_KEY]),
    ],
    ...(body !== undefined && {
      requestBody: { required: bodyType !== 'any', content: content(bodyType, schemaOf(body)) },
    }),
    responses: { ...replies(route), ...errors(route) },
  };
}

const KEY_ERRORS = ['bad_request', 'idempotency_key_reused', 'idempotency_key_in_use'] as const;

/** Every request that changes something may be sent again. */
const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: {
    type: 'string',
    minLength: 1,
    maxLength: 255,
    description: 'What you call this request: sent again with the same key it is done once, and answered the same.',
  },
};

function parameters(place: 'path' | 'query' | 'header', fields: Route['params']): Operation['parameters'] {
  // `Accept` is described by what the replies hold.
  const named = Object.entries(fields.entries).filter(([name]) => name !== 'accept');
  return named.map(([name, field]) => ({
    name: place === 'header' ? name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()) : name,
    in: place,
    required: place === 'path',
    schema: schemaOf(unwrapped(field as v.GenericSchema)),
  }));
}

/** The schema of a parameter that may be left out, for which `required` stands already. */
function unwrapped(schema: v.GenericSchema): v.GenericSchema {
  return 'wrapped' in schema ? (schema.wrapped as v.GenericSchema) : schema;
}

function replies(route: Route): Operation['responses'] {
  return Object.fromEntries(
    Object.entries(route.replies).map(([status, { description, schema, event, headers = {} }]) => [
      status,
      {
        description,
        ...(Object.keys(headers).length > 0 && {
          headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, header(text)])),
        }),
        ...(schema !== undefined && { content: { ...json(schemaOf(schema)), ...(event && events(event)) } }),
      },
    ]),
  );
}

function header(description: string): Header {
  return { description, schema: { type: 'string' } };
}

/** The route's own errors and those that its form brings with it, gathered by status. */
function errors(route: Route): Operation['responses'] {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorsOf(route)) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const content = json(schemaOf(ErrorBody));
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [status, { description: codes.map(explained).join('; '), content }]),
  );
}

function explained(code: ErrorCode): string {
  return `\`${code}\`: ${PROBLEMS[code].detail}`;
}

function errorsOf(route: Route): ErrorCode[] {
  const hasInput = Object.keys({ ...route.params.entries, ...route.query.entries }).length > 0;
  const hasBody = route.body !== undefined;
  const isWrite = route.method !== 'GET';
  return [
    ...(hasBody ? (['malformed_json', 'unsupported_media_type'] as const) : []),
    ...(isWrite ? (['body_too_large'] as const) : []),
    ...(hasInput ? (['validation_failed'] as const) : []),
    ...(isWrite ? KEY_ERRORS : []),
    ...route.errors,
    'internal_error',
  ];
}

function json(schema: Json): Content {
  return content('application/json', schema);
}

function content(type: BodyType, schema: Json): Content {
  return { [type === 'any' ? 'application/json' : type]: { schema } };
}

function events(data: v.GenericSchema): Content {
  return { 'text/event-stream': { schema: schemaOf(data) } };
}
