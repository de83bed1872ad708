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
  TaskList,
  TaskQuery,
  TaskRepository,
  Transition,
  WriteResult,
} from '../../ports/task-repository.ts';
import { UserLedger } from './user-ledger.ts';

/**
 * Keeps tasks in this process's memory, and no longer than it lives. Every method does its work in one synchronous
 * step, which is what makes it atomic.
 */
export class MemoryTaskRepository implements TaskRepository {
  readonly #accounts = new Map<UserId, UserLedger>();
  readonly #signal: ChangeNotifier;
  readonly #clock: Clock;

  constructor(signal: ChangeNotifier, clock: Clock) {
    this.#signal = signal;
    this.#clock = clock;
  }

  async find(owner: UserId, id: TaskId, asOf?: Seq): Promise<Task | undefined> {
    const account = this.#account(owner);
    const state = asOf === undefined ? account.stateOf(id)?.state : account.stateAt(asOf, id);
    return state instanceof Task ? state : undefined;
  }

  async list(owner: UserId, query: TaskQuery): Promise<TaskList> {
    return this.#account(owner).list(query);
  }

  async lastSeq(owner: UserId): Promise<Seq> {
    return this.#account(owner).last;
  }

  async changes(owner: UserId, query: ChangeQuery): Promise<ChangeList> {
    return this.#account(owner).changes(query);
  }

  add(task: Task, key?: IdempotencyKey): Promise<WriteResult> {
    const create = (found: TaskState | undefined) => {
      if (found !== undefined) throw new Error(`task ${task.id} exists already`);
      return task;
    };
    return this.change(task.userId, task.id, create, key);
  }

  async change(owner: UserId, id: TaskId, change: Transition, key?: IdempotencyKey): Promise<WriteResult> {
    const account = this.#account(owner);
    const outcome = account.replay(key) ?? account.change(id, change);
    if (key !== undefined && !outcome.replayed) account.keep(key, outcome, this.#clock.now());
    this.#accounts.set(owner, account);
    if (!outcome.replayed) this.#signal.publish([owner]);
    return outcome;
  }

  async findReplay(owner: UserId, key: IdempotencyKey): Promise<WriteResult | undefined> {
    return this.#account(owner).replay(key);
  }

  async forget(expiry: Expiry): Promise<undefined> {
    for (const account of this.#accounts.values()) account.forget(expiry);
  }

  /** Of an owner nobody has heard of, an empty one, which is kept only when something is written to it. */
  #account(owner: UserId): UserLedger {
    return this.#accounts.get(owner) ?? new UserLedger();
  }
}
