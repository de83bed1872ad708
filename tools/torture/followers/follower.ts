import type { Change, Task } from '../../support/wire.ts';
import { UnexpectedReply } from '../clients/client.ts';

/** A follower of a user's change feed, and its copy of the user's tasks, built only from these changes. */
export class Follower {
  readonly changes: Change[] = [];
  readonly tasks = new Map<string, Task>();
  /** The `seq` of the last change to read; infinite until `finish` sets it. */
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

  /** Aborts when the follower has read all changes up to the `seq` that `finish` received. */
  get stopped(): AbortSignal {
    return this.#stopped.signal;
  }

  /** Stops the follower after the change with this `seq`, or at once if it has read that change. */
  finish(head: number): void {
    this.#head = head;
    if (this.isDone) this.#stopped.abort();
  }

  /** @throws UnexpectedReply if the `seq` of the change is not one more than the previous */
  take(change: Change): void {
    if (change.seq !== this.seq + 1) throw new UnexpectedReply(`got seq ${change.seq} after ${this.seq}`);
    this.changes.push(change);
    if (change.task === null) this.tasks.delete(change.task_id);
    else this.tasks.set(change.task_id, change.task);
    if (this.isDone) this.#stopped.abort();
  }
}
