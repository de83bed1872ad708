import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import type { Database, RunStatement } from './database.ts';
import { isConflict, mayBeCommitted } from './sqlstate.ts';

/** The most attempts at a transaction that conflicts with other writes each time. */
const MAX_TRIES = 30;

interface Options<T> {
  /** True if the transaction looks up an idempotency key first, and stores it. */
  readonly hasKey: boolean;
  /** The time of the request, by `performance.now()`. */
  readonly since: number;
  /** Runs each attempt, for example after a wait in a queue; by default at once. */
  readonly inTurn?: (attempt: () => Promise<T>) => Promise<T>;
}

/**
 * Runs a transaction. Retries it after a conflict. After a lost connection, retries it only if it cannot have been
 * committed, or if it stores an idempotency key, which shows the next attempt whether it was committed.
 */
export async function retriedTransaction<T>(
  database: Database,
  { hasKey, since, inTurn = (attempt) => attempt() }: Options<T>,
  work: (run: RunStatement) => Promise<T>,
): Promise<T> {
  for (let conflicts = 0, losses = 0; ; ) {
    // True once all statements have run. A later error comes from the commit.
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

/** Returns a random delay until the next attempt, in milliseconds. Its maximum grows with each conflict. */
function backOff({ metrics }: Database, conflicts: number): number {
  if (conflicts === MAX_TRIES) throw new StoreError('overloaded');
  metrics.retried('conflict');
  return Math.random() * conflicts;
}
