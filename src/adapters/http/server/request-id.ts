import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A valid request id: 1 to 128 characters of visible ASCII, which are safe in headers, logs and terminals. */
export const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/** Returns the client's `X-Request-Id` if it is valid, or else a new id. */
export function requestId({ 'x-request-id': given }: IncomingHttpHeaders): string {
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}
