import { hash } from 'node:crypto';
import type { UserId } from '../../../domain/identity.ts';
import type { IdempotencyKey } from '../../../ports/task-repository.ts';
import { HttpError } from '../problem/problem.ts';

// https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/, where a key is text in quotes (RFC 8941
// section 3.3.3), perhaps with parameters, which mean nothing here. Most clients send it without.
const BARE = /^[\x21\x23-\x7e][\x21-\x7e]*$/;
const QUOTED = /^"((?:[\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"(?: *;[\x20-\x7e]*)?$/;
const MAX_LENGTH = 255;

/**
 * Reads an `Idempotency-Key`. The same key in quotes and without is the same.
 *
 * @param request what the client wants, in a form in which the same is always written the same
 * @throws HttpError `bad_request`
 */
export function parseKey(header: string, request: unknown): IdempotencyKey {
  const name = BARE.test(header) ? header : QUOTED.exec(header)?.[1]?.replace(/\\(.)/g, '$1');
  if (name === undefined || name.length === 0 || name.length > MAX_LENGTH) {
    throw new HttpError('bad_request', { detail: 'Idempotency-Key must be 1 to 255 visible ASCII characters' });
  }
  return { name, fingerprint: hash('sha256', JSON.stringify(request), 'base64url').slice(0, 22) };
}

/** The keys of requests that this process is at work on. */
export class InFlightKeys {
  readonly #keys = new Set<string>();

  /** @throws HttpError `idempotency_key_in_use` */
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
