import { SEQ_ZERO, type Seq } from '../../domain/changes/change.ts';
import { SeqGone } from '../../domain/changes/errors.ts';
import type { UserId } from '../../domain/identity.ts';
import type { ListPosition } from '../../domain/tasks/list-position.ts';
import type { Task } from '../../domain/tasks/task.ts';
import type { TaskRepository } from '../../ports/task-repository.ts';
import { OwnerTasks } from './owner-tasks.ts';

/** How many tasks are read at a time. Other requests are served between two reads. */
const PAGE = 2_000;
/** How many changes are read at a time. */
const CHANGES = 500;
/** A replica that misses more changes than this is read anew. */
const MAX_BEHIND = 20_000;
/** How many tasks all replicas may hold, each with up to 500 characters of text: some 120 to 250 MB. */
export const MAX_TASKS = 200_000;

/**
 * The replicas of the owners whose tasks were filtered last, in memory. Each use reads what the log has grown by, so a
 * replica is as fresh as the store, and a filter costs what has changed since.
 */
export class TaskReplicas {
  readonly #tasks: TaskRepository;
  /** Least recently used first. */
  readonly #replicas = new Map<UserId, OwnerTasks>();
  /** What each replica counts for in {@link size}. */
  readonly #sizes = new Map<UserId, number>();
  #size = 0;
  readonly #loading = new Map<UserId, Promise<OwnerTasks>>();

  constructor(tasks: TaskRepository) {
    this.#tasks = tasks;
  }

  /** How much all replicas hold: tasks, those with long texts counted several times; an owner counts as one more. */
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
      // The load may have begun before the last change that this call must see.
      if (!(await this.#catchUp(owner, loaded))) return await this.get(owner);
      return this.#keep(owner, loaded);
    } finally {
      if (this.#loading.get(owner) === loading) this.#loading.delete(owner);
    }
  }

  /** Applies the changes since, and returns whether they could be read. */
  async #catchUp(owner: UserId, replica: OwnerTasks): Promise<boolean> {
    try {
      for (const start = replica.seq; ; ) {
        const { changes, last } = await this.#tasks.changes(owner, { since: replica.seq, limit: CHANGES });
        replica.apply(changes);
        if (replica.seq >= last) return true;
        if (last - start > MAX_BEHIND) return false;
      }
    } catch (error) {
      // The log was purged up to a later change, or the store was restored to an earlier one.
      if (error instanceof SeqGone) return false;
      throw error;
    }
  }

  /** Reads all tasks page by page. A page shows some later changes, too; the caller applies the log from the first page on. */
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

  /** Marks a replica as used, and drops those used least recently while all hold too many tasks. */
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
