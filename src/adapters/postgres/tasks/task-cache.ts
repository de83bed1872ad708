import type { Seq, TaskState } from '../../../domain/changes/change.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import { TwoGenerationCache } from '../../batching/two-generation-cache.ts';

/**
 * The most tasks in each of the cache's two generations: a few megabytes, or 20 megabytes if all texts have their
 * maximum length.
 */
const GENERATION = 2_500;
/** The number of writes that bypass the cache after one write has found a stale state in the cache. */
const BYPASS_AFTER_STALE = 1_000;

/** A state of a task, and the seq of the change that made it. */
export interface CachedTask {
  readonly state: TaskState;
  readonly seq: Seq;
}

/**
 * A cache of the tasks read or written last. Its states may be stale, as other processes write too. A write that starts
 * from a stale state fails its version check and is tried again.
 */
export class TaskCache {
  readonly #states = new TwoGenerationCache<CachedTask>(GENERATION, () => 1);
  #bypassed = 0;

  get(owner: UserId, id: TaskId): CachedTask | undefined {
    // The key is the id without the owner, because joining two strings takes longer than the lookup. So the cached task
    // may belong to another owner.
    const cached = this.#states.get(id);
    return cached?.state.userId === owner ? cached : undefined;
  }

  /**
   * Returns what {@link get} returns, but nothing for the next BYPASS_AFTER_STALE calls after a stale state: other
   * processes then write to the same tasks. A write that starts from a stale state takes three statements; a write that
   * reads the task first takes two.
   */
  getUnlessContended(owner: UserId, id: TaskId): CachedTask | undefined {
    if (this.#bypassed === 0) return this.get(owner, id);
    this.#bypassed--;
    return undefined;
  }

  put(task: CachedTask): void {
    this.#states.set(task.state.id, task);
  }

  /** Drops a state that has turned out to be stale. */
  invalidate(owner: UserId, id: TaskId): void {
    if (this.get(owner, id) === undefined) return;
    this.#bypassed = BYPASS_AFTER_STALE;
    this.#states.delete(id);
  }
}
