import type { Seq, TaskState } from '../../../domain/change.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import { Generations } from './generations.ts';

/** How many a generation has. Two are remembered: some megabytes, or forty if all are as long as can be. */
const GENERATION = 2_500;
/** For how many writes one state that turned out to be out of date makes all others doubtful. */
const DOUBT = 1_000;

/** A state of a task, and the change that made it so. */
export interface RecentState {
  readonly state: TaskState;
  readonly seq: Seq;
}

/**
 * What was last seen of the tasks that were asked for or written to last. It may be out of date, as others write too: a
 * write may begin with it in the hope that it is not, and is told if it is.
 */
export class RecentStates {
  readonly #states = new Generations<RecentState>(GENERATION, () => 1);
  #doubted = 0;

  get(owner: UserId, id: TaskId): RecentState | undefined {
    // By the id alone, as to put both together takes longer than to look; so it may be another owner's.
    const recent = this.#states.get(id);
    return recent?.state.userId === owner ? recent : undefined;
  }

  /**
   * The same for a write that can do without: nothing, for a while after something was out of date. Where others write too
   * it often is, and to begin with it then takes three statements in place of one.
   */
  getIfReliable(owner: UserId, id: TaskId): RecentState | undefined {
    if (this.#doubted === 0) return this.get(owner, id);
    this.#doubted--;
    return undefined;
  }

  see(recent: RecentState): void {
    this.#states.set(recent.state.id, recent);
  }

  /** Says that the task is not what it was when it was seen, if it was. */
  forget(owner: UserId, id: TaskId): void {
    if (this.get(owner, id) === undefined) return;
    this.#doubted = DOUBT;
    this.#states.delete(id);
  }
}
