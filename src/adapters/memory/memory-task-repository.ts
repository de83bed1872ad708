import type { Seq, TaskState } from '../../domain/change.ts';
import type { TaskId, UserId } from '../../domain/identity.ts';
import { Task } from '../../domain/task.ts';
import type { ChangeSignal } from '../../ports/change-signal.ts';
import type { Clock } from '../../ports/clock.ts';
import type {
  ChangeList,
  ChangeQuery,
  ChangeState,
  Expiry,
  IdempotencyKey,
  Outcome,
  TaskList,
  TaskQuery,
  TaskRepository,
} from '../../ports/task-repository.ts';
import { Account } from './account.ts';

/**
 * Keeps tasks in this process's memory, and no longer than it lives. Every method does its work in one synchronous
 * step, which is what makes it atomic.
 */
export class MemoryTaskRepository implements TaskRepository {
  readonly #accounts = new Map<UserId, Account>();
  readonly #signal: ChangeSignal;
  readonly #clock: Clock;

  constructor(signal: ChangeSignal, clock: Clock) {
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

  add(task: Task, key?: IdempotencyKey): Promise<Outcome> {
    const create = (found: TaskState | undefined) => {
      if (found !== undefined) throw new Error(`task ${task.id} exists already`);
      return task;
    };
    return this.change(task.userId, task.id, create, key);
  }

  async change(owner: UserId, id: TaskId, change: ChangeState, key?: IdempotencyKey): Promise<Outcome> {
    const account = this.#account(owner);
    const outcome = account.replay(key) ?? account.change(id, change);
    if (key !== undefined && !outcome.replayed) account.keep(key, outcome, this.#clock.now());
    this.#accounts.set(owner, account);
    if (!outcome.replayed) this.#signal.announce([owner]);
    return outcome;
  }

  async outcomeOf(owner: UserId, key: IdempotencyKey): Promise<Outcome | undefined> {
    return this.#account(owner).replay(key);
  }

  async forget(expiry: Expiry): Promise<undefined> {
    for (const account of this.#accounts.values()) account.forget(expiry);
  }

  /** Of an owner nobody has heard of, an empty one, which is kept only when something is written to it. */
  #account(owner: UserId): Account {
    return this.#accounts.get(owner) ?? new Account();
  }
}
