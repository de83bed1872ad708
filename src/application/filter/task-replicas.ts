import { SEQ_ZERO, type Seq } from '../../domain/changes/change.ts';
import { SeqGone } from '../../domain/changes/errors.ts';
import type { UserId } from '../../domain/identity.ts';
import type { ListPosition } from '../../domain/tasks/list-position.ts';
import type { Task } from '../../domain/tasks/task.ts';
import type { TaskRepository } from '../../ports/task-repository.ts';
import { OwnerTasks } from './owner-tasks.ts';

/** The most tasks that one read returns. Other requests are served between two reads. */
const PAGE = 2_000;
/** The most changes that one read returns. */
const CHANGES = 500;
/** A replica that misses more changes than this is read anew. */
const MAX_BEHIND = 20_000;
/** The most tasks in all replicas together, each with up to 500 characters of text: 120 to 250 MB. */
export const MAX_TASKS = 200_000;

/**
 * The replicas of the owners whose tasks were filtered last, in memory. Each use first applies the new changes of the
 * log, so that a replica is as fresh as the store.
 */
export class TaskReplicas {
  readonly #tasks: TaskRepository;
  /** The replicas by owner, the least recently used first. */
  readonly #replicas = new Map<UserId, OwnerTasks>();
  /** The share of each replica in {@link size}, by owner. */
  readonly #sizes = new Map<UserId, number>();
  #size = 0;
  readonly #loading = new Map<UserId, Promise<OwnerTasks>>();

  constructor(tasks: TaskRepository) {
    this.#tasks = tasks;
  }

  /** The size of all replicas together: the weight of each replica's tasks, and 1 for each replica. */
  get size(): number {
    return this.#size;
  }

  /** Returns the owner's tasks with every change that was committed before this call. */
  async get(owner: UserId): Promise<OwnerTasks> {
    const replica = this.#replicas.get(owner);
    if (replica !== undefined && (await this.#catchUp(owner, replica))) return this.#keep(owner, replica);
    const loading = this.#loading.get(owner) ?? this.#load(owner);
    this.#loading.set(owner, loading);
    try {
      const loaded = await loading;
      // The load may have begun before this call, so it may lack changes that this call must see.
      if (!(await this.#catchUp(owner, loaded))) return await this.get(owner);
      return this.#keep(owner, loaded);
    } finally {
      if (this.#loading.get(owner) === loading) this.#loading.delete(owner);
    }
  }

  /**
   * Applies the changes that a replica lacks. Returns false if they are too many, or if the log does not have them all.
   */
  async #catchUp(owner: UserId, replica: OwnerTasks): Promise<boolean> {
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
   * Reads all tasks page by page. Pages may include different changes; the caller then applies all changes after the
   * first page.
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

  /** Marks a replica as just used, and drops the least recently used ones while all together exceed MAX_TASKS. */
  #keep(owner: UserId, replica: OwnerTasks): OwnerTasks {
    this.#drop(owner);
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
