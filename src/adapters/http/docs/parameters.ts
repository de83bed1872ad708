import type * as v from 'valibot';
import { TRACEPARENT } from '../observability/trace-context.ts';
import type { Route } from '../routing/route.ts';
import { REQUEST_ID } from '../server/request-id.ts';
import { schemaOf } from './json-schema.ts';
import type { Json, Parameter, Ref } from './model.ts';
import { IDEMPOTENCY_KEY_PATTERN } from './patterns.ts';

/** Headers of any request, and, last, of any request that changes something. */
const COMMON_PARAMETERS = {
  'X-Request-Id': header(
    'A name for this request, which the answer and the log then have too. One that does not fit is replaced.',
    { type: 'string', pattern: REQUEST_ID.source, examples: ['import-7'] },
  ),
  'Server-Timing': header('With any value: the answer says how many milliseconds each step took.', {
    type: 'string',
    pattern: '^[ -~]*$',
    examples: ['1'],
  }),
  traceparent: header(
    'The trace of this request, for the log (W3C Trace Context). A value that does not fit is ignored.',
    {
      type: 'string',
      pattern: TRACEPARENT.source,
      examples: ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
    },
  ),
  'Idempotency-Key': header(
    'A name for this change. Sent again with the same key, the change is made once, and the answer is the same, for 24 ' +
      'hours. 1 to 255 visible ASCII characters, bare or in quotes, which means the same.',
    { type: 'string', pattern: IDEMPOTENCY_KEY_PATTERN, examples: ['bread-1', '"bread-1"'] },
  ),
} as const;

function header(description: string, schema: Json): Omit<Parameter, 'name'> {
  return { in: 'header', required: false, description, schema };
}

/** Returns the common headers by name, as targets of references. */
export function componentParameters(): Record<string, Parameter> {
  return Object.fromEntries(Object.entries(COMMON_PARAMETERS).map(([name, rest]) => [name, { name, ...rest }]));
}

/** Describes the parameters of a route: path, query, its own headers, common headers. */
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
    return {
      name: place === 'header' ? headerName(name) : name,
      in: place,
      required: place === 'path',
      description: String(description),
      schema,
    };
  });
}

/** Returns a name such as `If-Match`, and `Last-Event-ID` as the HTML standard writes it. */
function headerName(name: string): string {
  return name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()).replace(/Id$/, 'ID');
}

/** Returns the schema of the value of a parameter that may be absent: `required` says that already. */
function unwrapped(schema: v.GenericSchema): v.GenericSchema {
  return 'wrapped' in schema ? (schema.wrapped as v.GenericSchema) : schema;
}
