import type { Seq, TaskState } from '../../../domain/change.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import { Generations } from './generations.ts';

/** How many a generation has. Two are remembered: some megabytes, or forty if all are as long as can be. */
const GENERATION = 2_500;

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

  get(owner: UserId, id: TaskId): RecentState | undefined {
    return this.#states.get(owner + id);
  }

  see(recent: RecentState): void {
    const { userId, id } = recent.state;
    this.#states.set(userId + id, recent);
  }

  forget(owner: UserId, id: TaskId): void {
    this.#states.delete(owner + id);
  }
}
