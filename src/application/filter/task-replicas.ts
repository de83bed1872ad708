import { SEQ_ZERO, type Seq } from '../../domain/changes/change.ts';
import { SeqGone } from '../../domain/changes/errors.ts';
import type { UserId } from '../../domain/identity.ts';
import type { ListPosition } from '../../domain/tasks/list-position.ts';
import type { Task } from '../../domain/tasks/task.ts';
import type { TaskRepository } from '../../ports/task-repository.ts';
import { OwnerTasks } from './owner-tasks.ts';
import { SharedRead } from './shared-read.ts';

/** The maximum number of tasks that one read returns. Other requests are served between two reads. */
const PAGE = 2_000;
/** The maximum number of changes that one read returns. */
const CHANGES = 500;
/** If a replica lacks more changes than this, all its tasks are read again. */
const MAX_BEHIND = 20_000;
/** The maximum number of tasks in all replicas together: 120 to 250 MB if each has less than 500 characters of text. */
export const MAX_TASKS = 200_000;

/**
 * A cache of replicas, which are all tasks of an owner in memory. Each use first applies the new changes of the owner's
 * log, so that a replica is as fresh as the store.
 */
export class TaskReplicas {
  readonly #tasks: TaskRepository;
  /** The replicas by owner, the least recently used first. */
  readonly #replicas = new Map<UserId, OwnerTasks>();
  /** The size of each replica, by owner. Their sum is {@link size}. */
  readonly #sizes = new Map<UserId, number>();
  #size = 0;
  readonly #loading = new Map<UserId, Promise<OwnerTasks>>();
  /** The reads of the log for each replica. The result is false if the replica must be read again. */
  readonly #catchUps = new WeakMap<OwnerTasks, SharedRead<boolean>>();

  constructor(tasks: TaskRepository) {
    this.#tasks = tasks;
  }

  /** The size of all replicas together: the weight of their tasks, and 1 for each replica. */
  get size(): number {
    return this.#size;
  }

  /** Returns whether all tasks of an owner are in memory, so that {@link get} does not read all of them. */
  has(owner: UserId): boolean {
    return this.#replicas.has(owner);
  }

  /** Returns all tasks of an owner, with every change that was committed before this call. */
  async get(owner: UserId): Promise<OwnerTasks> {
    const replica = this.#replicas.get(owner);
    if (replica !== undefined && (await this.#catchUp(owner, replica))) return this.#keep(owner, replica);
    for (;;) {
      const loading = this.#loading.get(owner) ?? this.#load(owner);
      this.#loading.set(owner, loading);
      try {
        const loaded = await loading;
        // The load may have begun before this call, so it may lack changes that this call must see.
        if (await this.#catchUp(owner, loaded)) return this.#keep(owner, loaded);
      } finally {
        // If the loaded tasks cannot be brought up to date, they are not used again.
        if (this.#loading.get(owner) === loading) this.#loading.delete(owner);
      }
    }
  }

  /**
   * Applies the changes that a replica lacks. Returns false if there are too many, or if some are no longer in the log.
   */
  #catchUp(owner: UserId, replica: OwnerTasks): Promise<boolean> {
    const catchUp = this.#catchUps.get(replica) ?? new SharedRead(() => this.#applyNew(owner, replica));
    this.#catchUps.set(replica, catchUp);
    return catchUp.run();
  }

  async #applyNew(owner: UserId, replica: OwnerTasks): Promise<boolean> {
    try {
      for (const start = replica.seq; ; ) {
        const { changes, last } = await this.#tasks.changes(owner, { since: replica.seq, limit: CHANGES });
        replica.apply(changes);
        if (replica.seq >= last) return true;
        if (last - start > MAX_BEHIND) return false;
      }
    } catch (error) {
      // Some of these changes were purged, or the store was restored to an earlier change.
      if (error instanceof SeqGone) return false;
      throw error;
    }
  }

  /**
   * Reads all tasks page by page. A later page may include newer changes than the first page. The caller then applies
   * all changes since the first page.
   */
  async #load(owner: UserId): Promise<OwnerTasks> {
    const tasks: Task[] = [];
    let first: Seq | undefined;
    for (let after: ListPosition | undefined; ; ) {
      const page = await this.#tasks.list(owner, { limit: PAGE, offset: 0, ...(after && { after }) });
      first ??= page.seq;
      for (const task of page.tasks) tasks.push(task);
      after = page.tasks.at(-1);
      if (page.tasks.length < PAGE) return new OwnerTasks(first ?? SEQ_ZERO, tasks);
      await new Promise(setImmediate);
    }
  }

  /**
   * Marks a replica as just used. Drops the least recently used replicas until the size is at most MAX_TASKS. Does not
   * keep a replica that is larger than that.
   */
  #keep(owner: UserId, replica: OwnerTasks): OwnerTasks {
    this.#drop(owner);
    if (replica.weight + 1 > MAX_TASKS) return replica;
    this.#replicas.set(owner, replica);
    this.#sizes.set(owner, replica.weight + 1);
    this.#size += replica.weight + 1;
    for (const each of this.#replicas.keys()) {
      if (this.#size <= MAX_TASKS) break;
      this.#drop(each);
    }
    return replica;
  }

  #drop(owner: UserId): void {
    this.#size -= this.#sizes.get(owner) ?? 0;
    this.#sizes.delete(owner);
    this.#replicas.delete(owner);
  }
}
