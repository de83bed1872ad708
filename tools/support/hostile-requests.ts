import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Sent } from './exchange.ts';

const user = randomUUID();
const task = randomUUID();

const nasty = fc.constantFrom(
  ...['\0', '\ud800', "'; drop table tasks; --", '$1', '../..', '__proto__', '%00', '🦀'.repeat(256), 'x'.repeat(3000)],
  ...[
    'NULL',
    'Infinity',
    '1e400',
    '-1',
    '2147483648',
    '9'.repeat(400),
    'true',
    '',
    ' ',
    '\r\nX-Injected: 1',
    '\uFEFF',
    '\u202e',
  ],
);
const text = fc.oneof(fc.string({ unit: 'binary' }), nasty);
const escaped = text.map((text) => encodeURIComponent(text.toWellFormed()).replace(/%2E/gi, '.'));
const segment = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(user, task, user.toUpperCase(), 'tasks', 'complete', 'api', 'health') },
  { weight: 1, arbitrary: escaped },
  { weight: 1, arbitrary: fc.constantFrom('%', '%zz', '%ff', '..', '.', '', ';', '{task_id}', ':task_id', '%2F') },
);
const path = fc.oneof(
  fc.constantFrom(
    '/',
    '/health',
    '/docs',
    '/openapi.json',
    '*',
    '//',
    '/?',
    '/#',
    'http://x/health',
    'http://[',
    '/\t',
  ),
  fc.constant(`/api/${user}/tasks`),
  fc.constant(`/api/${user}/tasks/batch`),
  fc.constantFrom(`/api/${user}/tags`, `/api/${user}/lists`),
  fc.constant(`/api/${user}/tasks/${task}`),
  fc.constant(`/api/${user}/tasks/${task}/complete`),
  fc.constant(`/api/${user}/tasks/${task}/history`),
  fc.constant(`/api/${user}/changes`),
  fc.constantFrom('1', '0', '-1', '2', '9007199254740992', 'x').map((seq) => `/api/${user}/changes/${seq}/undo`),
  fc.array(segment, { maxLength: 6 }).map((segments) => `/${segments.join('/')}`),
);
const parameterNames = [
  ...['limit', 'offset', 'completed', 'cursor', 'as_of', 'since', '__proto__', 'q', 'tag', 'priority', 'list'],
  ...['due_before', 'due_after', 'overdue', 'filter', 'sort', 'tz', 'count', 'max_affected', 'dry_run'],
];
/** Words of the filter language; random sequences of them make mostly invalid filters. */
const filterWord = fc.constantFrom(
  ...['not', 'and', 'or', 'in', 'is', 'none', '(', ')', ',', '=', '!=', '<', ':', '"', '"x"', 'completed', 'overdue'],
  ...['tag', 'due', 'title', 'text', 'priority', 'high', 'today-1d', 'now', '2026-03-29', '2026-03-29T10:00[UTC]'],
);
const filter = fc.array(filterWord, { maxLength: 9 }).map((words) => encodeURIComponent(words.join(' ')));
const parameter = fc.oneof(
  fc.tuple(
    fc.oneof(fc.constantFrom(...parameterNames), escaped),
    fc.oneof(escaped, fc.constantFrom('0', '1', '2', '9007199254740991', '9007199254740992', '00', '+1', 'due', 'UTC')),
  ),
  fc.tuple(fc.constantFrom('filter', 'q', 'sort', 'due_before'), filter),
);
const query = fc.array(parameter, { maxLength: 4 }).map((pairs) => pairs.map((pair) => pair.join('=')).join('&'));

const value = fc.oneof(text, fc.jsonValue(), fc.boolean(), fc.double(), fc.constant(null));
const fields = [
  ...['title', 'description', 'completed', 'id', 'user_id', '__proto__', 'constructor', 'priority', 'tags', 'list'],
  ...['start', 'due', 'add_tags', 'remove_tags', 'completed_at'],
];
const object = fc.dictionary(
  fc.oneof(fc.constantFrom(...fields), text),
  fc.oneof(value, fc.array(value), fc.constantFrom('2026-03-29', '2026-03-29T10:00+02:00', 'high')),
);
const operation = fc.record(
  {
    op: fc.oneof(fc.constantFrom('create', 'edit', 'complete', 'reopen', 'toggle', 'delete'), value),
    id: fc.oneof(fc.constantFrom(task, randomUUID()), value),
    version: fc.oneof(fc.nat(3), value),
    task: fc.oneof(object, value),
  },
  { requiredKeys: [] },
);
const batch = fc.record({ operations: fc.oneof(fc.array(fc.oneof(operation, value), { maxLength: 5 }), value) });
const json = fc.oneof(object, batch, value).map((value) => JSON.stringify(value));
const body = fc.oneof(
  { weight: 6, arbitrary: json },
  { weight: 1, arbitrary: json.map((text) => text.slice(0, -1)) },
  { weight: 1, arbitrary: json.map((text) => text.replace('"', '"title": "x", "')) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.nat(2000).map((depth) => '['.repeat(depth) + ']'.repeat(depth)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '1e400', '{"title": "\\ud800"}', '{"title": 1e999}', '\ufeff{"title": "x"}'),
  },
);
const visible = fc.stringMatching(/^[\x21-\x7e]{0,40}$/);
const entityTags = fc.oneof(
  fc.constantFrom('"1"', 'W/"1"', '"1", "2"', '*', '"', '"1" "2"', ',', '"99999999999999999999"', '"0"'),
  visible,
);
const headers = fc.record(
  {
    'Content-Type': fc.oneof(
      fc.constantFrom(
        'application/merge-patch+json',
        'application/json; charset=utf-7',
        'text/plain',
        'multipart/form-data',
        ';',
      ),
      visible,
    ),
    'Content-Encoding': fc.constantFrom('gzip', 'br', 'deflate', 'identity', 'x', '__proto__'),
    Accept: fc.oneof(fc.constantFrom('application/problem+json', 'text/html;q=x', '*'), visible),
    'X-Request-Id': visible,
    Host: fc.oneof(fc.constantFrom('x', '[::1]', 'a b', ''), visible),
    Expect: fc.constantFrom('100-continue', 'x'),
    'If-Match': entityTags,
    'If-None-Match': entityTags,
    'Idempotency-Key': fc.oneof(fc.constantFrom('a', '"a"', 'b', '"', ' ', 'x'.repeat(256)), visible),
    'Last-Event-ID': fc.oneof(fc.constantFrom('0', '1', '-1', '9'.repeat(30)), visible),
    __proto__: visible,
  },
  { requiredKeys: [] },
);
const method = fc.constantFrom(
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'M-SEARCH',
);
/** A fast-check generator of random requests, most of them malformed or malicious, some valid. */
export const hostileRequest = fc.record({ method, path, query, body: fc.option(body, { nil: undefined }), headers });
export type HostileRequest = typeof hostileRequest extends fc.Arbitrary<infer R> ? R : never;

/** Converts a generated request to a {@link Sent}, the form in which checks of requests and responses receive it. */
export function sentIn({ path, query, ...sent }: HostileRequest): Sent {
  return { ...sent, path: query === '' ? path : `${path}?${query}` };
}

/** Returns the raw bytes of a request, without the corrections that an HTTP client would make. */
export function written({ method, path, query, body, headers }: HostileRequest): [head: string, body: Buffer] {
  const bytes = Buffer.from(body ?? '');
  const all = {
    Host: 'localhost',
    Connection: 'close',
    ...(body !== undefined && { 'Content-Type': 'application/json', 'Content-Length': bytes.length }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return [`${method} ${path}${query === '' ? '' : `?${query}`} HTTP/1.1\r\n${lines.join('')}\r\n`, bytes];
}

/** Parses the response to a single request; the status is `NaN` if there was no response. */
export function answerIn(said: string): { status: number; headers: Record<string, string>; text: string } {
  const final = said.replace('HTTP/1.1 100 Continue\r\n\r\n', '');
  const end = final.indexOf('\r\n\r\n');
  const [first = '', ...lines] = final.slice(0, end).split('\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(first)?.[1]),
    headers: Object.fromEntries(lines.map((line) => line.split(/: ?(.*)/s, 2) as [string, string])),
    text: final.slice(end + 4),
  };
}
