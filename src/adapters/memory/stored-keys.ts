import { IdempotencyKeyReused } from '../../domain/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import type { IdempotencyKey, OperationResult, WriteResult } from '../../ports/task-repository.ts';

interface StoredKey {
  readonly result: WriteResult | OperationResult;
  readonly fingerprint: string;
  readonly at: Instant;
}

/** The idempotency keys of one owner, each with the result of the request that used the key first. */
export class StoredKeys {
  readonly #keys = new Map<string, StoredKey>();

  /**
   * Returns the result stored with a key, if there is one.
   *
   * @throws IdempotencyKeyReused if another request has used the key
   */
  replay(key: IdempotencyKey | undefined): WriteResult | OperationResult | undefined {
    const stored = key && this.#keys.get(key.name);
    if (stored === undefined) return undefined;
    if (stored.fingerprint !== key?.fingerprint) throw new IdempotencyKeyReused();
    return { ...stored.result, replayed: true };
  }

  /** Stores the result of a write, if the write has a key. */
  store(key: IdempotencyKey | undefined, result: WriteResult | OperationResult, at: Instant): void {
    if (key !== undefined) this.#keys.set(key.name, { result, fingerprint: key.fingerprint, at });
  }

  /** Deletes the keys that were stored before `expiry`. */
  purge(expiry: Instant): void {
    for (const [name, { at }] of this.#keys) if (at < expiry) this.#keys.delete(name);
  }
}
