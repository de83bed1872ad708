import type { Seq } from '../../../domain/changes/change.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import type { Task } from '../../../domain/tasks/task.ts';
import type { ChangeNotifier } from '../../../ports/change-notifier.ts';
import type { Clock } from '../../../ports/clock.ts';
import type {
  ChangeList,
  ChangeQuery,
  Expiry,
  IdempotencyKey,
  Operation,
  OperationResult,
  TaskList,
  TaskQuery,
  TaskRepository,
  Transition,
  WriteContext,
  WriteResult,
} from '../../../ports/task-repository.ts';
import { OperationQueue } from '../batching/operation-queue.ts';
import { findReplay } from '../changes/find-replay.ts';
import type { Database, RunStatement } from '../driver/database.ts';
import { retriedTransaction } from '../driver/retried-transaction.ts';
import { TaskReader } from '../tasks/task-reader.ts';
import { executeChange, executeOperation } from './execute-write.ts';
import { nextOwners } from './owner-pages.ts';
import { purgeOwner } from './purge.ts';

/**
 * Stores tasks in a database that is sharded by user, such as Citus, without batches and caches. Each read is one
 * statement on one owner's rows. Each write is one transaction, of statements that each change one row of that owner.
 * So every read and write runs on one machine.
 */
export class ShardedTaskRepository implements TaskRepository {
  readonly #database: Database;
  readonly #notifier: ChangeNotifier;
  readonly #clock: Clock;
  readonly #reader: TaskReader;
  /**
   * Runs an owner's writes one by one: a parallel write would occupy a connection while it waits for the lock on the
   * log.
   */
  readonly #writes: OperationQueue;

  /** @param maxWrites the most writes in flight at once, each of which occupies a connection of the pool */
  constructor(database: Database, notifier: ChangeNotifier, clock: Clock, maxWrites: number) {
    this.#database = database;
    this.#notifier = notifier;
    this.#clock = clock;
    this.#reader = new TaskReader(database.read);
    this.#writes = new OperationQueue(undefined, maxWrites);
    database.metrics.watchQueue('writes', () => this.#writes.size);
  }

  find(owner: UserId, id: TaskId, asOf?: Seq): Promise<Task | undefined> {
    return asOf === undefined ? this.#reader.find(owner, id) : this.#reader.findAsOf(owner, id, asOf);
  }

  list(owner: UserId, query: TaskQuery): Promise<TaskList> {
    return this.#reader.list(owner, query);
  }

  lastSeq(owner: UserId): Promise<Seq> {
    return this.#reader.lastSeq(owner);
  }

  changes(owner: UserId, query: ChangeQuery): Promise<ChangeList> {
    return this.#reader.changes(owner, query);
  }

  add(task: Task, context: WriteContext): Promise<WriteResult> {
    const write = { ...context, id: task.id, change: () => task, isNew: true };
    return this.#write(task.userId, context.key, (run) => executeChange(run, task.userId, write, this.#clock.now()));
  }

  change(owner: UserId, id: TaskId, change: Transition, context: WriteContext): Promise<WriteResult> {
    const write = { ...context, id, change, isNew: false };
    return this.#write(owner, context.key, (run) => executeChange(run, owner, write, this.#clock.now()));
  }

  changeAll(owner: UserId, operation: Operation): Promise<OperationResult> {
    return this.#write(owner, operation.key, (run) => executeOperation(run, owner, operation, this.#clock.now()));
  }

  findReplay(owner: UserId, key: IdempotencyKey): Promise<WriteResult | OperationResult | undefined> {
    return findReplay(this.#database.read, owner, key);
  }

  async purge(expiry: Expiry, cursor: UserId | undefined): Promise<UserId | undefined> {
    const owners = await nextOwners(this.#database.read, 'counters', cursor);
    for (const owner of owners) await purgeOwner(this.#database.run, owner, expiry);
    return owners.at(-1);
  }

  async #write<T>(owner: UserId, key: IdempotencyKey | undefined, work: (run: RunStatement) => Promise<T>): Promise<T> {
    // A write leaves the queue between two attempts: the machine with its owner's rows may be down, and other owners
    // must not wait.
    const inTurn = (attempt: () => Promise<T>) => {
      return this.#writes.run(owner, () => {
        this.#database.metrics.sent('writes', 1);
        return attempt();
      });
    };
    const options = { hasKey: key !== undefined, since: performance.now(), inTurn };
    const result = await retriedTransaction(this.#database, options, work);
    // Notifies even if this was a replay: an earlier attempt may have committed although its connection was lost.
    this.#notifier.publish([owner]);
    return result;
  }
}
