import type * as v from 'valibot';
import { TRACEPARENT } from '../observability/trace-context.ts';
import type { Route } from '../routing/route.ts';
import { REQUEST_ID } from '../server/request-id.ts';
import { schemaOf } from './json-schema.ts';
import type { Json, Parameter, Ref } from './model.ts';
import { IDEMPOTENCY_KEY_PATTERN } from './patterns.ts';

/** The OpenAPI descriptions of request headers that all routes accept. A GET ignores `Idempotency-Key`. */
const COMMON_PARAMETERS = {
  'X-Request-Id': header('An id for this request in the answer and in the log. An invalid one is replaced.', {
    type: 'string',
    pattern: REQUEST_ID.source,
    examples: ['import-7'],
  }),
  'Server-Timing': header('Any value asks for the milliseconds of each step.', {
    type: 'string',
    pattern: '^[ -~]*$',
    examples: ['1'],
  }),
  traceparent: header('The trace of this request, for the log (W3C Trace Context). An invalid value is ignored.', {
    type: 'string',
    pattern: TRACEPARENT.source,
    examples: ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
  }),
  'Idempotency-Key': header(
    'A key for this change, in a request that is not a GET. A repeated request with the same key runs once and gets the ' +
      'same answer, for 24 hours. 1 to 255 visible ASCII characters, with or without quotes.',
    { type: 'string', pattern: IDEMPOTENCY_KEY_PATTERN, examples: ['bread-1', '"bread-1"'] },
  ),
} as const;

function header(description: string, schema: Json): Omit<Parameter, 'name'> {
  return { in: 'header', required: false, description, schema };
}

/** Returns the descriptions of the common request headers by name, for `components` in OpenAPI. */
export function componentParameters(): Record<string, Parameter> {
  return Object.fromEntries(Object.entries(COMMON_PARAMETERS).map(([name, rest]) => [name, { name, ...rest }]));
}

/** Returns the OpenAPI description of a route's parameters: path, query, its own headers, and the common headers. */
export function parameters(route: Route): (Parameter | Ref)[] {
  const { 'Idempotency-Key': _, ...ofAny } = COMMON_PARAMETERS;
  const common = route.method === 'GET' ? ofAny : COMMON_PARAMETERS;
  return [
    ...own('path', route.params),
    ...own('query', route.query),
    ...own('header', route.headers),
    ...Object.keys(common).map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ];
}

function own(place: Parameter['in'], fields: Route['params']): Parameter[] {
  return Object.entries(fields?.entries ?? {}).map(([name, field]) => {
    const { description = '', ...schema } = schemaOf(unwrapped(field as v.GenericSchema));
    const isRequired = place === 'path' || (place === 'query' && !('wrapped' in (field as object)));
    return {
      name: place === 'header' ? headerName(name) : name,
      in: place,
      required: isRequired,
      description: String(description),
      schema,
    };
  });
}

/** Returns a lower-case header name in the usual case, such as `If-Match` or `Last-Event-ID`. */
function headerName(name: string): string {
  return name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()).replace(/Id$/, 'ID');
}

/** Returns the schema that an optional schema wraps, because OpenAPI marks a parameter as optional by `required`. */
function unwrapped(schema: v.GenericSchema): v.GenericSchema {
  return 'wrapped' in schema ? (schema.wrapped as v.GenericSchema) : schema;
}
