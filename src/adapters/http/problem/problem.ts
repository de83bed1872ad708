import { InsufficientScope, InvalidToken, RateLimited } from '../../../domain/access/errors.ts';
import { SeqGone, TooManyAffected, UndoConflict } from '../../../domain/changes/errors.ts';
import type { DomainErrorCode } from '../../../domain/errors.ts';
import { DomainError } from '../../../domain/errors.ts';
import { StoreError, type StoreErrorCode } from '../../../ports/store-lifecycle.ts';

/** The codes of errors that only the HTTP adapter has. Clients see these codes and rely on them. */
export type HttpErrorCode =
  | 'bad_request'
  | 'malformed_json'
  | 'not_found'
  | 'method_not_allowed'
  | 'request_timeout'
  | 'body_too_large'
  | 'uri_too_long'
  | 'unsupported_media_type'
  | 'expectation_failed'
  | 'headers_too_large'
  | 'idempotency_key_in_use'
  | 'sign_in_failed'
  | 'sign_up_closed'
  | 'account_exists'
  | 'not_ready'
  | 'internal_error';

export type ErrorCode = DomainErrorCode | StoreErrorCode | HttpErrorCode;

interface Problem {
  readonly status: number;
  /** The default text for people. An error may have a more specific text. */
  readonly detail: string;
}

/** Every error that a client can get, by code. The compiler rejects this table if an error code is missing. */
export const PROBLEMS = {
  bad_request: { status: 400, detail: 'The request or one of its headers is malformed' },
  malformed_json: { status: 400, detail: 'The body is not valid JSON' },
  unauthenticated: { status: 401, detail: 'The request needs a credential' },
  invalid_token: { status: 401, detail: 'The credential is not valid' },
  sign_in_failed: { status: 401, detail: 'The email address or the password is wrong' },
  insufficient_scope: { status: 403, detail: 'The credential lacks a scope' },
  sign_up_closed: { status: 403, detail: 'Only an administrator can add accounts' },
  wrong_user: { status: 403, detail: 'The path names another user than the credential' },
  cross_origin: { status: 403, detail: 'The request comes from a page of another site' },
  host_not_allowed: { status: 403, detail: 'The Host of the request is not allowed' },
  task_not_found: { status: 404, detail: 'Task not found' },
  token_not_found: { status: 404, detail: 'Token not found' },
  not_found: { status: 404, detail: 'Not Found' },
  method_not_allowed: { status: 405, detail: 'Method Not Allowed' },
  change_not_found: { status: 404, detail: 'There is no change with this seq' },
  request_timeout: { status: 408, detail: 'The request took too long to arrive' },
  too_many_affected: { status: 409, detail: 'More tasks match than max_affected allows: nothing was changed' },
  change_in_the_way: { status: 409, detail: 'A later change of the task is in the way' },
  account_exists: { status: 409, detail: 'There is an account with this email address' },
  idempotency_key_in_use: { status: 409, detail: 'A request with this Idempotency-Key is still running: retry later' },
  seq_gone: { status: 410, detail: 'The log of changes does not reach to this seq' },
  precondition_failed: {
    status: 412,
    detail: 'A precondition of the request does not hold: read the current version, then retry',
  },
  body_too_large: { status: 413, detail: 'The body is larger than 1 MiB' },
  uri_too_long: { status: 414, detail: 'The URL is longer than 8 KiB' },
  unsupported_media_type: { status: 415, detail: 'The body must be application/json in UTF-8' },
  expectation_failed: { status: 417, detail: 'The only supported expectation is 100-continue' },
  validation_failed: { status: 422, detail: 'The request has invalid fields' },
  idempotency_key_reused: { status: 422, detail: 'This Idempotency-Key was used for another request: use a new one' },
  rate_limited: { status: 429, detail: 'Too many requests' },
  headers_too_large: { status: 431, detail: 'The headers are larger than 16 KiB, or more than 100' },
  internal_error: { status: 500, detail: 'Internal Server Error' },
  issuer_unavailable: { status: 503, detail: 'The keys of the token issuer could not be read yet' },
  not_ready: { status: 503, detail: 'Not ready' },
  overloaded: { status: 503, detail: 'Too busy' },
  database_unavailable: { status: 503, detail: 'Database unavailable' },
  storage_full: { status: 503, detail: 'The storage is full' },
  database_timeout: { status: 504, detail: 'The database took too long' },
} as const satisfies Record<ErrorCode, Problem>;

/** The error codes that a store can fail with. */
export const STORE_ERRORS = ['overloaded', 'database_unavailable', 'storage_full', 'database_timeout'] as const;

/** One invalid field of a request, in the format of FastAPI's validation errors. */
export interface Issue {
  readonly type: string;
  /** The location of the field: `path`, `query`, `header` or `body`, then the name of the field. */
  readonly loc: readonly (string | number)[];
  readonly msg: string;
}

/** The parts of an error reply besides its code and text. */
interface ErrorParts {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly issues?: readonly Issue[] | undefined;
  /** Further members of the JSON body, by name. */
  readonly more?: Readonly<Record<string, unknown>> | undefined;
}

interface PublicError extends ErrorParts {
  readonly code: ErrorCode;
  readonly message: string;
}

/** The codes of errors that the HTTP adapter throws. The domain or the store may throw some of them, too. */
type HttpOwnCode = HttpErrorCode | 'task_not_found' | 'validation_failed' | 'precondition_failed' | 'overloaded';

/** An error that the HTTP adapter throws. Clients see all its properties. */
export class HttpError extends Error implements PublicError {
  readonly code: HttpOwnCode;
  readonly headers: ErrorParts['headers'];
  readonly issues: ErrorParts['issues'];
  readonly more: ErrorParts['more'];

  constructor(code: HttpOwnCode, { detail, headers, issues, more }: ErrorParts & { readonly detail?: string } = {}) {
    super(detail ?? PROBLEMS[code].detail);
    this.code = code;
    this.headers = headers;
    this.issues = issues;
    this.more = more;
  }
}

export interface ErrorReply {
  readonly code: ErrorCode;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The longest `Retry-After` of a 503, in seconds. The value is random, so that clients do not retry all at once. */
const MAX_RETRY_AFTER = 3;

/**
 * Returns the reply to an error. The cause of the error goes only to the log, never into the reply.
 *
 * @param asProblem true for problem details (RFC 9457)
 * @param basePath the path prefix of the service, for the `type` of problem details
 */
export function errorReply(error: unknown, requestId: string, asProblem = false, basePath = ''): ErrorReply {
  const { code, message, headers, issues, more } = publicError(error);
  const { status, detail } = PROBLEMS[code];
  const ids = { code, request_id: requestId };
  const body = asProblem
    ? { type: `${basePath}/docs#${code}`, title: detail, status, detail: message, ...ids, errors: issues, ...more }
    : { detail: issues ?? message, ...ids, ...more };
  return {
    code,
    status,
    headers: {
      ...(status === 503 && { 'Retry-After': String(1 + Math.floor(Math.random() * MAX_RETRY_AFTER)) }),
      ...headers,
      'Content-Type': asProblem ? 'application/problem+json' : 'application/json',
      'Cache-Control': 'no-store',
    },
    body: JSON.stringify(body),
  };
}

/** Returns the code, text and other parts of an error that clients may see. */
function publicError(error: unknown): PublicError {
  if (error instanceof HttpError) return error;
  const code = error instanceof DomainError || error instanceof StoreError ? error.code : 'internal_error';
  if (error instanceof TooManyAffected) return { code, message: error.message, more: { matched: error.matched } };
  if (error instanceof SeqGone) return { code, message: error.message };
  if (error instanceof UndoConflict) return { code, message: error.message, more: { conflicting_seq: error.seq } };
  return { code, message: PROBLEMS[code].detail, ...refusalOf(error) };
}

/** Returns the text and headers for an error of an access check or rate limit, such as `WWW-Authenticate`. */
function refusalOf(error: unknown): (ErrorParts & { readonly message?: string }) | undefined {
  if (error instanceof InvalidToken) {
    const { code, message } = error;
    return { message, headers: challenge(`error="${code}", error_description="${asQuoted(message)}"`) };
  }
  if (error instanceof InsufficientScope) {
    const { code, message, scope } = error;
    return { message, headers: challenge(`error="${code}", scope="${scope}"`) };
  }
  if (error instanceof RateLimited)
    return { message: error.message, headers: { 'Retry-After': String(error.retryAfter) } };
  if (!(error instanceof DomainError) || !(error.code in REFUSALS)) return undefined;
  return { message: error.message, ...(error.code === 'unauthenticated' && { headers: challenge() }) };
}

/** The codes of access errors whose own message is sent instead of the default text of the code. */
const REFUSALS = { unauthenticated: true, wrong_user: true, cross_origin: true, host_not_allowed: true };

/** Returns the header that asks for a bearer token, with the error in the token that was sent (RFC 6750 section 3). */
function challenge(mistake?: string): Readonly<Record<string, string>> {
  const realm = 'Bearer realm="taskport"';
  return { 'WWW-Authenticate': mistake === undefined ? realm : `${realm}, ${mistake}` };
}

/** Replaces characters that `error_description` may not have (RFC 6750 section 3) with question marks. */
function asQuoted(text: string): string {
  return text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?');
}
