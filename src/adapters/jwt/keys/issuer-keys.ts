import type { CryptoKey } from 'jose';
import type { Logger } from 'pino';
import { IssuerUnavailable } from '../../../domain/access/errors.ts';
import { HOUR, type Instant, instant } from '../../../domain/instant.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Timer } from '../../../ports/timer.ts';
import type { KeyMetrics } from './key-metrics.ts';
import type { KeySource } from './key-source.ts';
import { SIGNATURE_ALGORITHMS, type VerificationKey } from './verification-key.ts';

// unread ──read──▶ fresh ──24 h without a successful read──▶ stale
//                    ▲                                         │
//                    └──────────────────read───────────────────┘
//
// unread   every token: IssuerUnavailable           a read every 30 s
// fresh    the keys of the last successful read     a read every 10 min, and for an unknown key at most every 30 s
// stale    no keys, so every key is unknown         as when fresh

/** The time between two reads in the background, in milliseconds. */
const INTERVAL_MS = 10 * 60 * 1000;
/** The same time until a read succeeds for the first time, and the least time between two reads for an unknown key. */
const RETRY_MS = 30 * 1000;
/** How long a read may take, in milliseconds. */
const TIMEOUT_MS = 5 * 1000;
/** How long keys are used after they were read, in milliseconds. */
const MAX_AGE_MS = 24 * HOUR;

/** Reads the keys of an issuer; see `readKeySet`. */
export type ReadKeys = (signal: AbortSignal) => Promise<readonly VerificationKey[]>;

/** A cache of the public keys of an issuer, which outlives an outage of the issuer. */
export class IssuerKeys implements KeySource {
  readonly algorithms = SIGNATURE_ALGORITHMS;
  readonly #readKeys: ReadKeys;
  readonly #time: Clock & Timer;
  readonly #log: Logger;
  readonly #metrics: KeyMetrics;
  readonly #stopping = new AbortController();
  #keys: readonly VerificationKey[] = [];
  #readAt: Instant | undefined;
  /** The read in progress. It never rejects. */
  #reading: Promise<void> | undefined;
  /** When the last read for an unknown key began, failed ones included. */
  #soughtAt = -Infinity;

  constructor(readKeys: ReadKeys, time: Clock & Timer, log: Logger, metrics: KeyMetrics) {
    this.#readKeys = readKeys;
    this.#time = time;
    this.#log = log;
    this.#metrics = metrics;
  }

  /** Starts to read the keys in the background. */
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
    // A token without a key id may be signed with any key, so it is accepted only if there is no choice.
    return kid === undefined && fitting.length > 1 ? [] : fitting.map(({ key }) => key);
  }

  #knows(algorithm: string, kid: string | undefined): boolean {
    return this.#fitting(algorithm, kid).length > 0;
  }

  #fitting(algorithm: string, kid: string | undefined): VerificationKey[] {
    if (this.#readAt === undefined || this.#time.now() - this.#readAt >= MAX_AGE_MS) return [];
    return this.#keys.filter((key) => key.algorithm === algorithm && (kid === undefined || key.kid === kid));
  }

  /** Reads the keys again for an unknown key, unless that was done a short time ago. */
  async #seek(): Promise<void> {
    const now = this.#time.now();
    if (now - this.#soughtAt >= RETRY_MS) {
      this.#soughtAt = now;
      void this.#read();
    }
    // Another request may have begun this read.
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

  /** Joins the read in progress, or begins one. */
  #read(): Promise<void> {
    this.#reading ??= this.#replaceKeys().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** Replaces the keys by those that the issuer has now. If the read fails, the keys stay. */
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
