import type { IncomingMessage } from 'node:http';
import { InvalidToken } from '../../../domain/access/errors.ts';
import type { Credentials } from '../../../ports/credential-checker.ts';
import { HttpError } from '../problem/problem.ts';

// Bearer tokens in `Authorization`: https://www.rfc-editor.org/rfc/rfc6750#section-2.1
const BEARER = /^bearer(?: +|$)/i;
const TOKEN = /^[\w.~+/-]+=*$/;

/**
 * Returns the credentials of a request: bearer token and cookies. Ignores `Authorization` schemes other than `Bearer`.
 *
 * @throws HttpError `bad_request` if there are two `Authorization` headers, which may disagree
 * @throws InvalidToken if the bearer token is malformed
 */
export function credentialsOf({ headers, rawHeaders }: IncomingMessage): Credentials {
  const { authorization, cookie } = headers;
  if (authorization === undefined) return { bearer: undefined, cookie };
  if (isRepeated(rawHeaders, 'authorization')) {
    throw new HttpError('bad_request', { detail: 'More than one Authorization header' });
  }
  if (!BEARER.test(authorization)) return { bearer: undefined, cookie };
  const bearer = authorization.replace(BEARER, '').trimEnd();
  if (!TOKEN.test(bearer)) throw new InvalidToken('The bearer token is malformed');
  return { bearer, cookie };
}

/** Returns whether a request repeats a header. Node's `headers` keeps only the first value of some headers. */
function isRepeated(rawHeaders: readonly string[], name: string): boolean {
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const raw = rawHeaders[i] as string;
    if (raw.length === name.length && raw.toLowerCase() === name) count++;
  }
  return count > 1;
}
