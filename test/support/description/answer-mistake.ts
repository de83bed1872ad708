import { type Content, type Response, resolve } from '../../../src/adapters/http/docs/model.ts';
import type { Answered, Sent } from '../../../tools/support/exchange.ts';
import type { Description, Place } from './description.ts';

/** Headers of HTTP itself, which no description has. */
const OF_MESSAGE = new Set(['content-type', 'content-length', 'date', 'connection', 'keep-alive', 'transfer-encoding']);

/** Returns what in an answer does not match the description, if anything. */
export function answerMistake(
  description: Description,
  sent: Sent,
  place: Place | undefined,
  answered: Answered,
): string | undefined {
  const described = place?.operation?.responses[answered.status];
  if (place?.operation !== undefined && described === undefined) return 'the status is not described';
  const response = described ?? unrouted(description, place, answered);
  if (typeof response === 'string') return response;
  const { headers, content } = resolve<Response>(description.api, response);
  return headerMistake(description, headers, answered) ?? bodyMistake(description, sent, content, answered);
}

const ALLOW = { description: '', required: true, schema: { type: 'string', pattern: '^[A-Z]+(, [A-Z]+)*$' } };
const ERROR = {
  'application/json': { schema: { $ref: '#/components/schemas/Error' } },
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
};

/** Describes an answer to a request for no operation: the description says in words which there are. */
function unrouted({ api }: Description, place: Place | undefined, { status }: Answered): Response | string {
  const { 'Cache-Control': _, ...ofAny } = api.components.responses.BadRequest?.headers ?? {};
  if (place !== undefined && status === 204) return { description: '', headers: { ...ofAny, Allow: ALLOW } };
  if (place !== undefined && status === 405) {
    return {
      description: '',
      headers: { ...api.components.responses.BadRequest?.headers, Allow: ALLOW },
      content: ERROR,
    };
  }
  if (place === undefined && status === 404)
    return { ...(api.components.responses.BadRequest as Response), content: ERROR };
  const ofAnyRequest = api.paths['/']?.get?.responses[status];
  if (ofAnyRequest === undefined || status < 300) return 'no operation answers so';
  return resolve(api, ofAnyRequest);
}

function headerMistake(
  { api, answers }: Description,
  described: Response['headers'],
  { headers }: Answered,
): string | undefined {
  const all = Object.entries(described).map(([name, header]) => [name.toLowerCase(), resolve(api, header)] as const);
  const known = new Set<string>([...all.map(([name]) => name), ...OF_MESSAGE]);
  const unknown = Object.keys(headers).find((name) => !known.has(name));
  if (unknown !== undefined) return `the header ${unknown} is not described`;
  for (const [name, { required, schema }] of all) {
    const value = headers[name];
    if (value === undefined && required) return `there is no header ${name}`;
    const mistake = value === undefined ? undefined : answers.mistakeInText(schema, String(value));
    if (mistake !== undefined) return `the header ${name} is ${value}: ${mistake}`;
  }
  return undefined;
}

function bodyMistake(
  { answers }: Description,
  { method }: Sent,
  content: Content | undefined,
  { headers, text }: Answered,
): string | undefined {
  const type = headers['content-type'];
  if (content === undefined) return type === undefined && !text ? undefined : 'there is a body, and none is described';
  const described = content[String(type)];
  if (described === undefined) return `the media type ${type} is not described`;
  if (method === 'HEAD') return text === '' ? undefined : 'the answer to a HEAD has a body';
  if (text === undefined) return undefined;
  const isJson = /[/+]json$/.test(String(type));
  const mistake = answers.mistakeIn(described.schema, isJson ? JSON.parse(text) : text);
  return mistake === undefined ? undefined : `the body does not fit: ${mistake}: ${text.slice(0, 500)}`;
}
