import { TIMEOUTS } from '../../../process/timeouts.ts';
import type { DatabaseMetrics } from '../database-metrics.ts';
import type { ConnectBackoff } from './session/connect-backoff.ts';
import { isConnectionLost } from './sqlstate.ts';

/** Between two tries, in milliseconds: twice as long each time, and never quite the same for all who wait. */
const PAUSE = { first: 10, longest: 50 };

/**
 * When to try again what a lost connection has cost. An outage of a few seconds, as when the database is restarted, is
 * waited out; in one that lasts longer everybody is told at once, until the database answers again.
 */
export class RetryPolicy {
  readonly #metrics: DatabaseMetrics;
  readonly #backoff: ConnectBackoff;
  #lostSince: number | undefined;

  constructor(metrics: DatabaseMetrics, backoff: ConnectBackoff) {
    this.#metrics = metrics;
    this.#backoff = backoff;
  }

  /** The database has answered: whatever outage there was is over. */
  recordSuccess(): void {
    this.#lostSince = undefined;
  }

  /**
   * How long to wait before the next try, in milliseconds; undefined if there is to be none.
   *
   * @param tries how many have failed
   * @param since when it was asked for, on the clock of `performance.now()`
   */
  nextBackoff(error: unknown, tries: number, since: number): number | undefined {
    if (!isConnectionLost(error)) return undefined;
    const now = performance.now();
    // Where it has answered since, there are connections: one may be had before there is another attempt to make one.
    const wait = this.#lostSince === undefined ? 0 : this.#backoff.wait;
    this.#lostSince ??= now;
    if (now - Math.min(since, this.#lostSince) > TIMEOUTS.retryBudget) return undefined;
    this.#metrics.retried('connection');
    return Math.max(wait, Math.min(PAUSE.longest, PAUSE.first * 2 ** (tries - 1)) * (0.5 + Math.random() / 2));
  }
}
