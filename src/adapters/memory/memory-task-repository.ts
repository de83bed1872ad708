import type { Seq, TaskState } from '../../domain/changes/change.ts';
import type { TaskId, UserId } from '../../domain/identity.ts';
import { Task } from '../../domain/tasks/task.ts';
import type { ChangeNotifier } from '../../ports/change-notifier.ts';
import type { Clock } from '../../ports/clock.ts';
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
} from '../../ports/task-repository.ts';
import { UserLedger } from './user-ledger.ts';

/** Stores tasks in this process's memory until it ends. Each method runs synchronously, so it is atomic. */
export class MemoryTaskRepository implements TaskRepository {
  readonly #ledgers = new Map<UserId, UserLedger>();
  readonly #notifier: ChangeNotifier;
  readonly #clock: Clock;

  constructor(notifier: ChangeNotifier, clock: Clock) {
    this.#notifier = notifier;
    this.#clock = clock;
  }

  async find(owner: UserId, id: TaskId, asOf?: Seq): Promise<Task | undefined> {
    const ledger = this.#ledger(owner);
    const state = asOf === undefined ? ledger.latest(id)?.state : ledger.stateAt(asOf, id);
    return state instanceof Task ? state : undefined;
  }

  async list(owner: UserId, query: TaskQuery): Promise<TaskList> {
    return this.#ledger(owner).list(query);
  }

  async lastSeq(owner: UserId): Promise<Seq> {
    return this.#ledger(owner).last;
  }

  async changes(owner: UserId, query: ChangeQuery): Promise<ChangeList> {
    return this.#ledger(owner).changes(query);
  }

  add(task: Task, context: WriteContext): Promise<WriteResult> {
    const create = (found: TaskState | undefined) => {
      if (found !== undefined) throw new Error(`task ${task.id} exists already`);
      return task;
    };
    return this.change(task.userId, task.id, create, context);
  }

  async change(owner: UserId, id: TaskId, change: Transition, context: WriteContext): Promise<WriteResult> {
    return this.#write(owner, (ledger) => ledger.change(id, change, context, this.#clock.now()));
  }

  async changeAll(owner: UserId, operation: Operation): Promise<OperationResult> {
    return this.#write(owner, (ledger) => ledger.changeAll(operation, this.#clock.now()));
  }

  async findReplay(owner: UserId, key: IdempotencyKey): Promise<WriteResult | OperationResult | undefined> {
    return this.#ledger(owner).replay(key);
  }

  async purge(expiry: Expiry): Promise<undefined> {
    for (const ledger of this.#ledgers.values()) ledger.purge(expiry);
  }

  #write<Result extends { readonly replayed: boolean }>(owner: UserId, write: (ledger: UserLedger) => Result): Result {
    const ledger = this.#ledger(owner);
    const result = write(ledger);
    this.#ledgers.set(owner, ledger);
    if (!result.replayed) this.#notifier.publish([owner]);
    return result;
  }

  /**
   * Returns an owner's tasks and log. A new ledger is kept only by a write, so that reads of unknown owners use no
   * memory.
   */
  #ledger(owner: UserId): UserLedger {
    return this.#ledgers.get(owner) ?? new UserLedger();
  }
}
