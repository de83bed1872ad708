import { type Content, type Response, resolve } from '../../../src/adapters/http/docs/model.ts';
import type { Answered, Sent } from '../../../tools/support/exchange.ts';
import type { CompiledApi, Target } from './compiled-api.ts';

/** Headers of every HTTP message, which the OpenAPI description omits. */
const MESSAGE_HEADERS = new Set([
  'content-type',
  'content-length',
  'date',
  'connection',
  'keep-alive',
  'transfer-encoding',
]);

/** Returns how a response violates the OpenAPI description, or undefined if it matches the description. */
export function responseMismatch(
  compiled: CompiledApi,
  sent: Sent,
  target: Target | undefined,
  answered: Answered,
): string | undefined {
  const described = target?.operation?.responses[answered.status];
  if (target?.operation !== undefined && described === undefined) return 'the status is not described';
  const response = described ?? withoutOperation(compiled, target, answered);
  if (typeof response === 'string') return response;
  const { headers, content } = resolve<Response>(compiled.api, response);
  return headerMismatch(compiled, headers, answered) ?? bodyMismatch(compiled, sent, content, answered);
}

const ALLOW = { description: '', required: true, schema: { type: 'string', pattern: '^[A-Z]+(, [A-Z]+)*$' } };
const ERROR = {
  'application/json': { schema: { $ref: '#/components/schemas/Error' } },
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
};

/** Returns the expected response to a request without an API operation, or an error text if the status is wrong. */
function withoutOperation({ api }: CompiledApi, target: Target | undefined, { status }: Answered): Response | string {
  const { 'Cache-Control': _, ...common } = api.components.responses.BadRequest?.headers ?? {};
  if (target !== undefined && status === 204) return { description: '', headers: { ...common, Allow: ALLOW } };
  if (target !== undefined && status === 405) {
    return {
      description: '',
      headers: { ...api.components.responses.BadRequest?.headers, Allow: ALLOW },
      content: ERROR,
    };
  }
  if (target === undefined && status === 404)
    return { ...(api.components.responses.BadRequest as Response), content: ERROR };
  const ofRoot = api.paths['/']?.get?.responses[status];
  if (ofRoot === undefined || status < 300) return 'no operation has this response';
  return resolve(api, ofRoot);
}

function headerMismatch(
  { api, responses }: CompiledApi,
  described: Response['headers'],
  { headers }: Answered,
): string | undefined {
  const all = Object.entries(described).map(([name, header]) => [name.toLowerCase(), resolve(api, header)] as const);
  const known = new Set<string>([...all.map(([name]) => name), ...MESSAGE_HEADERS]);
  const unknown = Object.keys(headers).find((name) => !known.has(name));
  if (unknown !== undefined) return `the header ${unknown} is not described`;
  for (const [name, { required, schema }] of all) {
    const value = headers[name];
    if (value === undefined && required) return `there is no header ${name}`;
    const mismatch = value === undefined ? undefined : responses.textMismatch(schema, String(value));
    if (mismatch !== undefined) return `the header ${name} is ${value}: ${mismatch}`;
  }
  return undefined;
}

function bodyMismatch(
  { responses }: CompiledApi,
  { method }: Sent,
  content: Content | undefined,
  { headers, text }: Answered,
): string | undefined {
  const type = headers['content-type'];
  if (content === undefined) return type === undefined && !text ? undefined : 'there is a body, and none is described';
  const described = content[String(type)];
  if (described === undefined) return `the media type ${type} is not described`;
  if (method === 'HEAD') return text === '' ? undefined : 'the response to HEAD has a body';
  if (text === undefined) return undefined;
  const isJson = /[/+]json$/.test(String(type));
  const mismatch = responses.mismatch(described.schema, isJson ? JSON.parse(text) : text);
  return mismatch === undefined ? undefined : `the body does not fit: ${mismatch}: ${text.slice(0, 500)}`;
}
