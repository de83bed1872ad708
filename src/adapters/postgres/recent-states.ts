import type { Seq, TaskState } from '../../domain/change.ts';
import type { TaskId, UserId } from '../../domain/identity.ts';

/** How many are remembered: some megabytes at most. */
const MAX_STATES = 5_000;

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
  /** The one seen longest ago comes first. */
  readonly #states = new Map<string, RecentState>();

  get(owner: UserId, id: TaskId): RecentState | undefined {
    return this.#states.get(owner + id);
  }

  see(recent: RecentState): void {
    const { userId, id } = recent.state;
    this.#states.delete(userId + id);
    this.#states.set(userId + id, recent);
    const [oldest] = this.#states.size > MAX_STATES ? this.#states.keys() : [];
    if (oldest !== undefined) this.#states.delete(oldest);
  }

  forget(owner: UserId, id: TaskId): void {
    this.#states.delete(owner + id);
  }
}
