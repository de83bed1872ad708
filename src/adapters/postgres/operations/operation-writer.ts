import type { UserId } from '../../../domain/identity.ts';
import type { ChangeNotifier } from '../../../ports/change-notifier.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Operation, OperationResult } from '../../../ports/task-repository.ts';
import type { Database } from '../driver/database.ts';
import { retriedTransaction } from '../driver/retried-transaction.ts';
import type { TaskCache } from '../tasks/task-cache.ts';
import { type ExecutedOperation, executeOperation } from './execute-operation.ts';

/**
 * Writes operations, each in a transaction of its own. It is simple rather than fast, because operations are rarer than
 * writes of one task.
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
   * Writes an operation in one transaction, with the retries of {@link retriedTransaction}.
   *
   * @param since the time of the request, by `performance.now()`
   */
  async write(owner: UserId, operation: Operation, since: number): Promise<OperationResult> {
    const executed = await retriedTransaction(this.#database, { hasKey: operation.key !== undefined, since }, (run) =>
      executeOperation(run, owner, operation, this.#clock.now()),
    );
    return this.#settle(owner, executed);
  }

  #settle(owner: UserId, { result, states }: ExecutedOperation): OperationResult {
    // Updates only tasks that are cached already: a large operation could evict all other tasks from the cache.
    for (const state of states) if (this.#cache.get(owner, state.state.id) !== undefined) this.#cache.put(state);
    // Notifies even if this was a replay: an earlier attempt may have committed although its connection was lost.
    this.#notifier.publish([owner]);
    return result;
  }
}
