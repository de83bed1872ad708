import type { Change, Task } from '../../support/wire.ts';
import { Surprise } from '../clients/client.ts';

/** A copy of a user's tasks, made from nothing but changes. */
export class Follower {
  readonly changes: Change[] = [];
  readonly tasks = new Map<string, Task>();
  /** Where it may stop, once that is known. */
  #head = Number.POSITIVE_INFINITY;
  readonly #stopped = new AbortController();

  get seq(): number {
    return this.changes.length;
  }

  get head(): number {
    return this.#head;
  }

  get isDone(): boolean {
    return this.seq >= this.#head;
  }

  /** Aborted when it has come to where it may stop. */
  get stopped(): AbortSignal {
    return this.#stopped.signal;
  }

  /** Lets it stop when it has come this far. */
  finish(head: number): void {
    this.#head = head;
    if (this.isDone) this.#stopped.abort();
  }

  /** @throws Surprise if it is not the next change */
  take(change: Change): void {
    if (change.seq !== this.seq + 1) throw new Surprise(`was told seq ${change.seq} after ${this.seq}`);
    this.changes.push(change);
    if (change.task === null) this.tasks.delete(change.task_id);
    else this.tasks.set(change.task_id, change.task);
    if (this.isDone) this.#stopped.abort();
  }
}
