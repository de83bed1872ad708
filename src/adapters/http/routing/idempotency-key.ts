import { hash } from 'node:crypto';
import type { UserId } from '../../../domain/identity.ts';
import type { IdempotencyKey } from '../../../ports/task-repository.ts';
import { HttpError } from '../problem/problem.ts';

// https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/: a key is a quoted string (RFC 8941 section
// 3.3.3) with optional parameters, which are ignored. Most clients send the key without quotes.
const BARE = /^[\x21\x23-\x7e][\x21-\x7e]*$/;
const QUOTED = /^"((?:[\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"(?: *;[\x20-\x7e]*)?$/;
const MAX_LENGTH = 255;

/**
 * Returns the key in an `Idempotency-Key` header, with a fingerprint of the request. Quotes are not part of the key.
 *
 * @param request the parsed request; it must serialize to the same JSON when a client repeats the request
 * @throws HttpError `bad_request` if the key is malformed or too long
 */
export function parseKey(header: string, request: unknown): IdempotencyKey {
  const name = BARE.test(header) ? header : QUOTED.exec(header)?.[1]?.replace(/\\(.)/g, '$1');
  if (name === undefined || name.length === 0 || name.length > MAX_LENGTH) {
    throw new HttpError('bad_request', { detail: 'Idempotency-Key must be 1 to 255 visible ASCII characters' });
  }
  return { name, fingerprint: hash('sha256', JSON.stringify(request), 'base64url').slice(0, 22) };
}

/** The idempotency keys of the requests that this process is handling now. */
export class InFlightKeys {
  readonly #keys = new Set<string>();

  /** Runs `work`. @throws HttpError `idempotency_key_in_use` if a request with this key is still being handled */
  async run<T>(owner: UserId, { name }: IdempotencyKey, work: () => Promise<T> | T): Promise<T> {
    const key = `${owner} ${name}`;
    if (this.#keys.has(key)) throw new HttpError('idempotency_key_in_use', { headers: { 'Retry-After': '1' } });
    this.#keys.add(key);
    try {
      return await work();
    } finally {
      this.#keys.delete(key);
    }
  }
}
