import { setTimeout as delay } from 'node:timers/promises';
import type { UserId } from '../../../domain/identity.ts';
import type { ChangeNotifier } from '../../../ports/change-notifier.ts';
import type { Clock } from '../../../ports/clock.ts';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import type { Operation, OperationResult } from '../../../ports/task-repository.ts';
import type { Database } from '../driver/database.ts';
import { isConflict, mayBeCommitted } from '../driver/sqlstate.ts';
import type { TaskCache } from '../tasks/task-cache.ts';
import { type ExecutedOperation, executeOperation } from './execute-operation.ts';

/** The most tries of an operation, if it conflicts with other writes each time. */
const MAX_TRIES = 30;

/**
 * Writes operations, each in a transaction of its own. This path is simple rather than fast, because operations are
 * rarer than single writes.
 */
export class OperationWriter {
  readonly #database: Database;
  readonly #cache: TaskCache;
  readonly #notifier: ChangeNotifier;
  readonly #clock: Clock;

  constructor(database: Database, cache: TaskCache, notifier: ChangeNotifier, clock: Clock) {
    this.#database = database;
    this.#cache = cache;
    this.#notifier = notifier;
    this.#clock = clock;
  }

  /**
   * Writes an operation. Retries it after a conflict. After a lost connection, retries it only if it cannot have been
   * committed, or if it has an idempotency key, whose entry would prove the commit.
   *
   * @param since the time of the request, on the clock of `performance.now()`
   */
  async write(owner: UserId, operation: Operation, since: number): Promise<OperationResult> {
    for (let conflicts = 0, losses = 0; ; ) {
      const attempt = { isComplete: false };
      try {
        return this.#settle(owner, await this.#tryOnce(owner, operation, attempt));
      } catch (error) {
        if (attempt.isComplete && mayBeCommitted(error) && operation.key === undefined) throw error;
        const backoff = isConflict(error)
          ? this.#backOff(++conflicts)
          : this.#database.retries.nextBackoff(error, ++losses, since);
        if (backoff === undefined) throw error;
        await delay(backoff);
      }
    }
  }

  /** @param attempt `isComplete` is set to true when all statements have run, just before the commit */
  #tryOnce(owner: UserId, operation: Operation, attempt: { isComplete: boolean }): Promise<ExecutedOperation> {
    return this.#database.transaction(async (run) => {
      const executed = await executeOperation(run, owner, operation, this.#clock.now());
      attempt.isComplete = true;
      return executed;
    });
  }

  #settle(owner: UserId, { result, states }: ExecutedOperation): OperationResult {
    // Updates only tasks that are cached already: a large operation would push all other tasks out of the cache.
    for (const state of states) if (this.#cache.get(owner, state.state.id) !== undefined) this.#cache.put(state);
    // Notifies after a replay, too: an earlier try may have committed although its connection was lost.
    this.#notifier.publish([owner]);
    return result;
  }

  /** Returns the milliseconds until the next try after a conflict: random, and more after each conflict. */
  #backOff(conflicts: number): number {
    if (conflicts === MAX_TRIES) throw new StoreError('overloaded');
    this.#database.metrics.retried('conflict');
    return Math.random() * conflicts;
  }
}
