import type { CryptoKey } from 'jose';
import type { Logger } from 'pino';
import { IssuerUnavailable } from '../../../domain/access/errors.ts';
import { HOUR, type Instant, instant } from '../../../domain/instant.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Timer } from '../../../ports/timer.ts';
import type { KeyMetrics } from './key-metrics.ts';
import type { KeySource } from './key-source.ts';
import { SIGNATURE_ALGORITHMS, type VerificationKey } from './verification-key.ts';

// The states of the cache:
//
// unread ──read──▶ fresh ──24 h without a successful read──▶ stale
//                    ▲                                         │
//                    └──────────────────read───────────────────┘
//
// unread   find() throws IssuerUnavailable               reads the keys every 30 s
// fresh    find() uses the keys of the last read         reads every 10 min, and for an unknown key at most every 30 s
// stale    find() treats every key as unknown            reads as often as when fresh

/** The interval of background reads after the first success, in milliseconds. */
const INTERVAL_MS = 10 * 60 * 1000;
/** The interval of background reads until the first success, and the minimum interval of reads for unknown keys. */
const RETRY_MS = 30 * 1000;
/** The time limit for one read of the keys, in milliseconds. */
const TIMEOUT_MS = 5 * 1000;
/** How long the keys of a successful read are used, in milliseconds. */
const MAX_AGE_MS = 24 * HOUR;

/** Fetches the current keys of an issuer; see `readKeySet`. */
export type ReadKeys = (signal: AbortSignal) => Promise<readonly VerificationKey[]>;

/** A cache of an issuer's public keys. Tokens can be verified during an outage of the issuer of up to 24 hours. */
export class IssuerKeys implements KeySource {
  readonly algorithms = SIGNATURE_ALGORITHMS;
  readonly #readKeys: ReadKeys;
  readonly #time: Clock & Timer;
  readonly #log: Logger;
  readonly #metrics: KeyMetrics;
  readonly #stopping = new AbortController();
  #keys: readonly VerificationKey[] = [];
  #readAt: Instant | undefined;
  /** The read in progress, if any. The promise never rejects. */
  #reading: Promise<void> | undefined;
  /** The time when the last read for an unknown key began, even if that read failed. */
  #soughtAt = -Infinity;

  constructor(readKeys: ReadKeys, time: Clock & Timer, log: Logger, metrics: KeyMetrics) {
    this.#readKeys = readKeys;
    this.#time = time;
    this.#log = log;
    this.#metrics = metrics;
  }

  /** Starts reading the keys in the background. */
  start(): void {
    void this.#readRepeatedly(this.#stopping.signal);
  }

  stop(): void {
    this.#stopping.abort();
  }

  async find(algorithm: string, kid: string | undefined): Promise<readonly CryptoKey[]> {
    if (!this.#knows(algorithm, kid)) await this.#reading;
    if (this.#readAt === undefined) throw new IssuerUnavailable();
    if (!this.#knows(algorithm, kid)) await this.#seek();
    const fitting = this.#fitting(algorithm, kid);
    // A token without a key id may be signed with any key, so it is accepted only if exactly one key fits.
    return kid === undefined && fitting.length > 1 ? [] : fitting.map(({ key }) => key);
  }

  #knows(algorithm: string, kid: string | undefined): boolean {
    return this.#fitting(algorithm, kid).length > 0;
  }

  #fitting(algorithm: string, kid: string | undefined): VerificationKey[] {
    if (this.#readAt === undefined || this.#time.now() - this.#readAt >= MAX_AGE_MS) return [];
    return this.#keys.filter((key) => key.algorithm === algorithm && (kid === undefined || key.kid === kid));
  }

  /** Reads the keys again because of an unknown key, unless this was done less than RETRY_MS ago. */
  async #seek(): Promise<void> {
    const now = this.#time.now();
    if (now - this.#soughtAt >= RETRY_MS) {
      this.#soughtAt = now;
      void this.#read();
    }
    // Waits for the read in progress, even if another request or the background timer has started that read.
    await this.#reading;
  }

  async #readRepeatedly(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      const begun = this.#time.now();
      await this.#read();
      const interval = this.#readAt === undefined ? RETRY_MS : INTERVAL_MS;
      await this.#time.waitUntil(instant(begun + interval), stopping);
    }
  }

  /** Returns the promise of the read in progress, or starts a read. */
  #read(): Promise<void> {
    this.#reading ??= this.#replaceKeys().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** Replaces the cached keys with the current keys of the issuer. If the read fails, keeps the cached keys. */
  async #replaceKeys(): Promise<void> {
    const ended = new AbortController();
    const begun = this.#time.now();
    const timeout = this.#time.waitUntil(instant(begun + TIMEOUT_MS), ended.signal);
    void timeout.then(() => ended.abort(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    try {
      this.#keys = await this.#readKeys(AbortSignal.any([ended.signal, this.#stopping.signal]));
      this.#readAt = begun;
      this.#metrics.succeeded(begun);
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      this.#metrics.failed();
      const keysReadAt = this.#readAt === undefined ? null : new Date(this.#readAt);
      this.#log.warn({ err: error, keys_read_at: keysReadAt }, 'cannot read the keys of the token issuer');
    } finally {
      ended.abort();
    }
  }
}
