import type { Seq, TaskState } from '../../../domain/changes/change.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import { TwoGenerationCache } from '../batching/two-generation-cache.ts';

/** How many a generation has. Two are remembered: some megabytes, or forty if all are as long as can be. */
const GENERATION = 2_500;
/** For how many writes one state that turned out to be out of date makes all others doubtful. */
const BYPASS_AFTER_STALE = 1_000;

/** A state of a task, and the change that made it so. */
export interface CachedTask {
  readonly state: TaskState;
  readonly seq: Seq;
}

/**
 * What was last seen of the tasks that were asked for or written to last. It may be out of date, as others write too: a
 * write may begin with it in the hope that it is not, and is told if it is.
 */
export class TaskCache {
  readonly #states = new TwoGenerationCache<CachedTask>(GENERATION, () => 1);
  #bypassed = 0;

  get(owner: UserId, id: TaskId): CachedTask | undefined {
    // By the id alone, as to put both together takes longer than to look; so it may be another owner's.
    const recent = this.#states.get(id);
    return recent?.state.userId === owner ? recent : undefined;
  }

  /**
   * The same for a write that can do without: nothing, for a while after something was out of date. Where others write too
   * it often is, and to begin with it then takes three statements in place of one.
   */
  getUnlessContended(owner: UserId, id: TaskId): CachedTask | undefined {
    if (this.#bypassed === 0) return this.get(owner, id);
    this.#bypassed--;
    return undefined;
  }

  put(recent: CachedTask): void {
    this.#states.set(recent.state.id, recent);
  }

  /** Says that the task is not what it was when it was seen, if it was. */
  invalidate(owner: UserId, id: TaskId): void {
    if (this.get(owner, id) === undefined) return;
    this.#bypassed = BYPASS_AFTER_STALE;
    this.#states.delete(id);
  }
}
