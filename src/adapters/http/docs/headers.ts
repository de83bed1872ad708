import { REQUEST_ID } from '../server/request-id.ts';
import type { Header, Ref } from './model.ts';

/** The headers of answers. A header is present wherever it is described, unless `required` is false. */
const HEADERS = {
  'X-Request-Id': {
    description: 'The name of the request: its own `X-Request-Id`, or a new one. The log has it, too.',
    schema: { type: 'string', pattern: REQUEST_ID.source },
  },
  'X-Content-Type-Options': {
    description: 'Tells browsers to believe the media type.',
    schema: { type: 'string', const: 'nosniff' },
  },
  'Server-Timing': {
    description: 'The milliseconds that each step took, if the request had this header.',
    required: false,
    schema: { type: 'string', pattern: '^(?:(?:read|handle|total);dur=[0-9.]+(?:, |$))+$' },
  },
  'Cache-Control': {
    description: 'Tells caches whether to keep the answer, and for how long.',
    schema: { type: 'string', enum: ['no-store', 'no-store, no-transform', 'public, max-age=86400'] },
  },
  'Retry-After': {
    description: 'The seconds to wait before the next attempt.',
    schema: { type: 'integer', minimum: 1 },
  },
  'Taskport-Seq': {
    description:
      'The number of the change, or of the last change that a list shows. To follow what comes next, read the changes ' +
      'after it.',
    schema: { type: 'integer', minimum: 0 },
  },
  ETag: {
    description:
      'The version of a task, or of a list, where it changes with every change. For `If-Match` and `If-None-Match`.',
    schema: { type: 'string', pattern: '^"[!#-~]+"$' },
  },
  'Idempotency-Replayed': {
    description: '`true` if this answer was given to the same `Idempotency-Key` before.',
    required: false,
    schema: { type: 'string', const: 'true' },
  },
  Location: { description: 'The address of the task.', schema: { type: 'string', format: 'uri-reference' } },
  Link: {
    description: 'The address of the next page, if there is one.',
    required: false,
    schema: { type: 'string', pattern: '^<[^>]+>; rel="next"$' },
  },
  Vary: {
    description: '`Accept` decides between JSON and a stream of events.',
    schema: { type: 'string', const: 'Accept' },
  },
  'X-Accel-Buffering': {
    description: '`no` for a stream of events, which nginx would hold back otherwise.',
    required: false,
    schema: { type: 'string', const: 'no' },
  },
  'Content-Security-Policy': {
    description: 'Forbids the page to load anything but the icon.',
    schema: { type: 'string' },
  },
  'Accept-Encoding': {
    description: 'The codings that a body may have, if its own was refused.',
    required: false,
    schema: { type: 'string' },
  },
  'Accept-Patch': {
    description: 'The media type of a `PATCH`, if that of the body was refused.',
    required: false,
    schema: { type: 'string' },
  },
} as const satisfies Record<string, Header>;

type HeaderName = keyof typeof HEADERS;

/** A header with a question mark is optional in this answer, though required in others. */
export type DescribedHeader = HeaderName | `${HeaderName}?`;

/** Headers of every answer. */
const STANDING: readonly HeaderName[] = ['X-Request-Id', 'X-Content-Type-Options', 'Server-Timing'];

/** Returns all headers by name, as targets of references. */
export function componentHeaders(): Record<string, Header> {
  return Object.fromEntries(Object.entries(HEADERS).map(([name, header]) => [name, { required: true, ...header }]));
}

/** Describes the headers of an answer: these, and those of every answer. */
export function headers(names: readonly DescribedHeader[]): Record<string, Header | Ref> {
  return Object.fromEntries([...names, ...STANDING].map(described));
}

function described(marked: DescribedHeader): [HeaderName, Header | Ref] {
  const name = marked.replace('?', '') as HeaderName;
  return [name, marked === name ? { $ref: `#/components/headers/${name}` } : { ...HEADERS[name], required: false }];
}
