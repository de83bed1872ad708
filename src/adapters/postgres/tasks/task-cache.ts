import type { Seq, TaskState } from '../../../domain/changes/change.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import { TwoGenerationCache } from '../../caching/two-generation-cache.ts';

/**
 * The most tasks in each of the cache's two generations. They take a few megabytes, or 20 megabytes if all texts have
 * their maximum length.
 */
const GENERATION = 2_500;
/** The number of writes that do not use the cache after a write has found a stale state in it. */
const BYPASS_AFTER_STALE = 1_000;

/** A state of a task, and the `seq` of the change that led to it. */
export interface CachedTask {
  readonly state: TaskState;
  readonly seq: Seq;
}

/**
 * A cache of the most recently read or written tasks. Its states may be stale, because other processes write, too. A
 * write that starts from a stale state fails its version check, and is retried.
 */
export class TaskCache {
  readonly #states = new TwoGenerationCache<CachedTask>(GENERATION, () => 1);
  #bypassed = 0;

  get(owner: UserId, id: TaskId): CachedTask | undefined {
    // The cache's key is the task's id without the owner, because joining two strings takes longer than the lookup. So
    // the cached task may belong to another owner.
    const cached = this.#states.get(id);
    return cached?.state.userId === owner ? cached : undefined;
  }

  /**
   * Returns what {@link get} returns, but undefined for BYPASS_AFTER_STALE calls after a stale state was found. Other
   * processes are then writing to the same tasks. A write that starts from a stale state takes three statements; one
   * that does not use the cache takes one or two.
   */
  getUnlessContended(owner: UserId, id: TaskId): CachedTask | undefined {
    if (this.#bypassed === 0) return this.get(owner, id);
    this.#bypassed--;
    return undefined;
  }

  /** Returns whether {@link getUnlessContended} would return a state. */
  has(owner: UserId, id: TaskId): boolean {
    return this.#bypassed === 0 && this.get(owner, id) !== undefined;
  }

  put(task: CachedTask): void {
    this.#states.set(task.state.id, task);
  }

  /** Removes a state that has turned out to be stale, and makes the next writes bypass the cache. */
  invalidate(owner: UserId, id: TaskId): void {
    if (this.get(owner, id) === undefined) return;
    this.#bypassed = BYPASS_AFTER_STALE;
    this.#states.delete(id);
  }
}
