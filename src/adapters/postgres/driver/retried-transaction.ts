import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import type { Database, RunStatement } from './database.ts';
import { isConflict, mayBeCommitted } from './sqlstate.ts';

/** The most tries of a transaction, if it conflicts with other writes each time. */
const MAX_TRIES = 30;

interface Options<T> {
  /** True if the transaction looks up an idempotency key first, and stores it. */
  readonly hasKey: boolean;
  /** The time of the request, on the clock of `performance.now()`. */
  readonly since: number;
  /** Starts each try of the transaction, after a wait in a queue; by default at once. */
  readonly inTurn?: (attempt: () => Promise<T>) => Promise<T>;
}

/**
 * Runs a transaction. Retries it after a conflict. After a lost connection, retries it only if it cannot have been
 * committed, or if it stores an idempotency key, by which the next try would see the commit.
 */
export async function retriedTransaction<T>(
  database: Database,
  { hasKey, since, inTurn = (attempt) => attempt() }: Options<T>,
  work: (run: RunStatement) => Promise<T>,
): Promise<T> {
  for (let conflicts = 0, losses = 0; ; ) {
    // True once all statements have run, so that an error comes from the commit.
    let isComplete = false;
    try {
      return await inTurn(() =>
        database.transaction(async (run) => {
          const result = await work(run);
          isComplete = true;
          return result;
        }),
      );
    } catch (error) {
      if (isComplete && mayBeCommitted(error) && !hasKey) throw error;
      const backoff = isConflict(error)
        ? backOff(database, ++conflicts)
        : database.retries.nextBackoff(error, ++losses, since);
      if (backoff === undefined) throw error;
      await delay(backoff);
    }
  }
}

/** Returns the milliseconds until the next try after a conflict: random, and more after each conflict. */
function backOff({ metrics }: Database, conflicts: number): number {
  if (conflicts === MAX_TRIES) throw new StoreError('overloaded');
  metrics.retried('conflict');
  return Math.random() * conflicts;
}
