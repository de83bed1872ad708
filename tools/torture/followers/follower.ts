import type { Change, Task } from '../../support/wire.ts';
import { UnexpectedReply } from '../clients/client.ts';

/** A copy of a user's tasks, built from changes alone. */
export class Follower {
  readonly changes: Change[] = [];
  readonly tasks = new Map<string, Task>();
  /** The seq to stop at, once it is known. */
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

  /** Aborts when the follower reaches the seq to stop at. */
  get stopped(): AbortSignal {
    return this.#stopped.signal;
  }

  /** Stops the follower at this seq, or now if it is past it. */
  finish(head: number): void {
    this.#head = head;
    if (this.isDone) this.#stopped.abort();
  }

  /** @throws UnexpectedReply if the change does not have the next seq */
  take(change: Change): void {
    if (change.seq !== this.seq + 1) throw new UnexpectedReply(`got seq ${change.seq} after ${this.seq}`);
    this.changes.push(change);
    if (change.task === null) this.tasks.delete(change.task_id);
    else this.tasks.set(change.task_id, change.task);
    if (this.isDone) this.#stopped.abort();
  }
}
