import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

// Visible ASCII: safe in a header, in a log and on a terminal.
export const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/** What a request is called: as its client says in `X-Request-Id`, or else by a new name. */
export function requestId({ 'x-request-id': given }: IncomingHttpHeaders): string {
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}
