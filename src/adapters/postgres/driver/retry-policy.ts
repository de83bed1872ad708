import { TIMEOUTS } from '../../../process/timeouts.ts';
import type { DatabaseMetrics } from '../database-metrics.ts';
import type { ConnectBackoff } from './session/connect-backoff.ts';
import { isConnectionLost } from './sqlstate.ts';

/** The first and the longest delay between two attempts, in milliseconds. Delays double each time, with jitter. */
const BACKOFF_MS = { first: 10, longest: 50 };

/**
 * Decides when a statement that lost its connection is retried. Retries continue for a few seconds, which is enough for
 * a restart of the database. In a longer outage, statements fail at once until the database answers again.
 */
export class RetryPolicy {
  readonly #metrics: DatabaseMetrics;
  readonly #backoff: ConnectBackoff;
  #lostSince: number | undefined;

  constructor(metrics: DatabaseMetrics, backoff: ConnectBackoff) {
    this.#metrics = metrics;
    this.#backoff = backoff;
  }

  /** Records that the database has answered a statement, which ends an outage. */
  recordSuccess(): void {
    this.#lostSince = undefined;
  }

  /**
   * Returns the milliseconds until the next attempt, or undefined if the statement should not be retried.
   *
   * @param tries the number of attempts that have failed
   * @param since when the statement was requested, by `performance.now()`
   */
  nextBackoff(error: unknown, tries: number, since: number): number | undefined {
    if (!isConnectionLost(error)) return undefined;
    const now = performance.now();
    // If the database has answered since the last lost connection, the pool has open connections. Then the retry need
    // not wait until the backoff allows a new connection.
    const wait = this.#lostSince === undefined ? 0 : this.#backoff.wait;
    this.#lostSince ??= now;
    if (now - Math.min(since, this.#lostSince) > TIMEOUTS.retryBudget) return undefined;
    this.#metrics.retried('connection');
    return Math.max(
      wait,
      Math.min(BACKOFF_MS.longest, BACKOFF_MS.first * 2 ** (tries - 1)) * (0.5 + Math.random() / 2),
    );
  }
}
