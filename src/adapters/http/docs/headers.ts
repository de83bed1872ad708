import { REQUEST_ID } from '../server/request-id.ts';
import type { Header, Ref } from './model.ts';

/** The OpenAPI descriptions of response headers. A header is required by default. */
const HEADERS = {
  'X-Request-Id': {
    description: 'The id of the request in the log: the client’s own `X-Request-Id`, or a new one.',
    schema: { type: 'string', pattern: REQUEST_ID.source },
  },
  'X-Content-Type-Options': {
    description: 'Forbids browsers to guess another media type.',
    schema: { type: 'string', const: 'nosniff' },
  },
  'Referrer-Policy': {
    description: 'Keeps URLs of the service from other sites.',
    schema: { type: 'string', const: 'no-referrer' },
  },
  'Cross-Origin-Resource-Policy': {
    description: 'Forbids other sites to embed the reply.',
    schema: { type: 'string', const: 'same-origin' },
  },
  'Strict-Transport-Security': {
    description: 'Makes browsers use https only, if the service is public under https.',
    required: false,
    schema: { type: 'string', pattern: '^max-age=[0-9]+$' },
  },
  'Access-Control-Allow-Origin': {
    description: 'The origin of the page that sends the request, if it may use the service.',
    required: false,
    schema: { type: 'string', pattern: '^https?://[^/]+$' },
  },
  'Access-Control-Expose-Headers': {
    description: 'The headers that such a page may read.',
    required: false,
    schema: { type: 'string' },
  },
  'RateLimit-Policy': {
    description: 'The limit on the requests of the user: `q` requests in `w` seconds. Absent without a limit.',
    required: false,
    schema: { type: 'string', pattern: '^"user";q=[0-9]+;w=[0-9]+$' },
  },
  RateLimit: {
    description: 'What is left: `r` requests in the next `t` seconds. Absent without a limit.',
    required: false,
    schema: { type: 'string', pattern: '^"user";r=[0-9]+;t=[0-9]+$' },
  },
  'WWW-Authenticate': {
    description: 'The credential that is asked for, and the mistake in the one that was sent (RFC 6750).',
    schema: { type: 'string', pattern: '^Bearer realm="taskport"' },
  },
  'Server-Timing': {
    description: 'The milliseconds of each step, if the request has this header.',
    required: false,
    schema: { type: 'string', pattern: '^(?:(?:read|handle|total);dur=[0-9.]+(?:, |$))+$' },
  },
  'Cache-Control': {
    description: 'The rules for caches.',
    schema: { type: 'string', enum: ['no-store', 'no-store, no-transform', 'public, max-age=86400'] },
  },
  'Retry-After': {
    description: 'The seconds to wait before the next attempt.',
    schema: { type: 'integer', minimum: 1 },
  },
  'Taskport-Seq': {
    description:
      'The `seq` of the change, or of the last change that a list shows. To follow later changes, use it as `since`.',
    schema: { type: 'integer', minimum: 0 },
  },
  'Taskport-Total': {
    description: 'How many tasks match on all pages, if `count` asks for it.',
    required: false,
    schema: { type: 'integer', minimum: 0 },
  },
  ETag: {
    description:
      'The version of a task or of a list, for `If-Match` and `If-None-Match`. That of a list changes with every change.',
    schema: { type: 'string', pattern: '^"[!#-~]+"$' },
  },
  'Idempotency-Replayed': {
    description: '`true` if this is a replay: the request with this `Idempotency-Key` has already run.',
    required: false,
    schema: { type: 'string', const: 'true' },
  },
  Location: {
    description: 'The URL of the task, or of the page for people.',
    schema: { type: 'string', format: 'uri-reference' },
  },
  Link: {
    description: 'The URL of the next page, if there is one.',
    required: false,
    schema: { type: 'string', pattern: '^<[^>]+>; rel="next"$' },
  },
  Vary: {
    description: '`Accept` selects the form of the reply.',
    schema: { type: 'string', const: 'Accept' },
  },
  'X-Accel-Buffering': {
    description: '`no` for a stream of events, which nginx would buffer otherwise.',
    required: false,
    schema: { type: 'string', const: 'no' },
  },
  'Content-Security-Policy': {
    description: 'Lets the page load nothing but files of the service.',
    schema: { type: 'string' },
  },
  'Accept-Encoding': {
    description: 'The supported codings, if that of the body was rejected.',
    required: false,
    schema: { type: 'string' },
  },
  'Accept-Patch': {
    description: 'The media type of a `PATCH`, if that of the body was rejected.',
    required: false,
    schema: { type: 'string' },
  },
} as const satisfies Record<string, Header>;

type HeaderName = keyof typeof HEADERS;

/** The name of a response header. A question mark at its end makes the header optional in this reply. */
export type DescribedHeader = HeaderName | `${HeaderName}?`;

/** The headers of every reply. */
export const ANY_REPLY: readonly HeaderName[] = [
  ...(['X-Request-Id', 'X-Content-Type-Options', 'Referrer-Policy', 'Cross-Origin-Resource-Policy'] as const),
  ...(['Server-Timing', 'Strict-Transport-Security', 'RateLimit-Policy', 'RateLimit'] as const),
  ...(['Access-Control-Allow-Origin', 'Access-Control-Expose-Headers'] as const),
];

/** Returns the descriptions of all response headers by name, for `components` in OpenAPI. */
export function componentHeaders(): Record<string, Header> {
  return Object.fromEntries(Object.entries(HEADERS).map(([name, header]) => [name, { required: true, ...header }]));
}

/** Returns the OpenAPI description of a reply's headers: those in `names`, and those that every reply has. */
export function headers(names: readonly DescribedHeader[]): Record<string, Header | Ref> {
  return Object.fromEntries([...names, ...ANY_REPLY].map(described));
}

function described(marked: DescribedHeader): [HeaderName, Header | Ref] {
  const name = marked.replace('?', '') as HeaderName;
  return [name, marked === name ? { $ref: `#/components/headers/${name}` } : { ...HEADERS[name], required: false }];
}
