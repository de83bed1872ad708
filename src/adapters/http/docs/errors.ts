import { type ErrorCode, PROBLEMS } from '../problem/problem.ts';
import type { Route } from '../routing/route.ts';
import { EXEMPT_PATHS } from '../server/load-shedder.ts';
import { errorContent } from './error-bodies.ts';
import { type DescribedHeader, headers } from './headers.ts';
import type { Ref, Response } from './model.ts';

/** The errors that every route can return, for example if a request is malformed, too large or slow to arrive. */
export const ANY_REQUEST = [
  ...(['bad_request', 'request_timeout', 'body_too_large', 'uri_too_long', 'expectation_failed'] as const),
  ...(['headers_too_large', 'internal_error'] as const),
];

const WRITES = ['idempotency_key_in_use', 'idempotency_key_reused'] as const;

const RETRY_AFTER = ['Retry-After'] as const;

/** The headers that only some errors have. */
const OWN_HEADERS: Partial<Record<ErrorCode, readonly DescribedHeader[]>> = {
  idempotency_key_in_use: RETRY_AFTER,
  precondition_failed: ['ETag?'],
  unsupported_media_type: ['Accept-Encoding', 'Accept-Patch'],
  not_ready: RETRY_AFTER,
  unauthenticated: ['WWW-Authenticate'],
  invalid_token: ['WWW-Authenticate'],
  insufficient_scope: ['WWW-Authenticate'],
  rate_limited: RETRY_AFTER,
  issuer_unavailable: RETRY_AFTER,
  overloaded: RETRY_AFTER,
  database_unavailable: RETRY_AFTER,
  storage_full: RETRY_AFTER,
};

const ALL_CODES = Object.keys(PROBLEMS) as ErrorCode[];

/** Returns the error responses of a route by status, as references to {@link componentResponses}. */
export function errorResponses(route: Route): Record<string, Ref> {
  return Object.fromEntries(
    [...errorsOf(route)].map(([status, codes]) => [status, { $ref: `#/components/responses/${nameOf(codes)}` }]),
  );
}

/** Returns the error responses of all routes by name, for `components` in OpenAPI. */
export function componentResponses(routes: readonly Route[]): Record<string, Response> {
  const all = routes.flatMap((route) => [...errorsOf(route).values()]);
  return Object.fromEntries(all.map((codes) => [nameOf(codes), response(codes)]));
}

/** Returns the error codes of a route by status: the declared ones, and those that its method and fields imply. */
function errorsOf(route: Route): Map<number, ErrorCode[]> {
  const possible = new Set(codesOf(route));
  return Map.groupBy(
    ALL_CODES.filter((code) => possible.has(code)),
    (code) => PROBLEMS[code].status,
  );
}

function codesOf(route: Route): ErrorCode[] {
  const hasBody = route.body !== undefined;
  const hasInput = hasBody || Object.keys({ ...route.params?.entries, ...route.query?.entries }).length > 0;
  return [
    ...ANY_REQUEST,
    ...(EXEMPT_PATHS.has(route.path) ? [] : (['overloaded'] as const)),
    ...(hasBody ? (['malformed_json', 'unsupported_media_type'] as const) : []),
    ...(hasInput ? (['validation_failed'] as const) : []),
    // A GET whose reply has no ETag can fail with 412, too, because then `If-Match` with an entity tag never matches.
    ...(route.method === 'GET' ? (['precondition_failed'] as const) : WRITES),
    ...refusalsOf(route),
    ...route.errors,
  ];
}

const REFUSALS = [
  ...(['unauthenticated', 'invalid_token', 'cross_origin', 'host_not_allowed'] as const),
  ...(['rate_limited', 'issuer_unavailable'] as const),
];

/** Returns the error codes of access checks. Some occur only in open mode, others only if a credential is required. */
function refusalsOf({ access, path, params }: Route): ErrorCode[] {
  if (path === '/metrics') return ['unauthenticated', 'invalid_token', 'host_not_allowed'];
  if (access === 'public') return EXEMPT_PATHS.has(path) ? [] : ['host_not_allowed'];
  return [
    ...REFUSALS,
    ...(access === 'user' ? [] : (['insufficient_scope'] as const)),
    ...(params?.entries.user_id === undefined ? [] : (['wrong_user'] as const)),
  ];
}

/** Returns a name for several error codes, such as `BadRequestOrMalformedJson`. */
function nameOf(codes: readonly ErrorCode[]): string {
  return codes.map((code) => code.replace(/(?:^|_)([a-z])/g, (_, letter) => letter.toUpperCase())).join('Or');
}

function response(codes: readonly ErrorCode[]): Response {
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].detail}`).join('; '),
    headers: headers(['Cache-Control', ...headersOf(codes)]),
    content: {
      'application/json': errorContent(codes, 'Error'),
      'application/problem+json': errorContent(codes, 'Problem'),
    },
  };
}

/** Returns the headers of errors with these codes. A header that only some of the errors have is marked as optional. */
function headersOf(codes: readonly ErrorCode[]): DescribedHeader[] {
  const all = new Set(codes.flatMap((code) => OWN_HEADERS[code] ?? []));
  return [...all].map((name) =>
    name.endsWith('?') || codes.every((code) => OWN_HEADERS[code]?.includes(name))
      ? name
      : (`${name}?` as DescribedHeader),
  );
}
