import type { Change, Task } from '../../support/wire.ts';
import { UnexpectedReply } from '../clients/client.ts';

/** A follower of a user's change feed, with a copy of the user's tasks that is built only from the changes. */
export class Follower {
  readonly changes: Change[] = [];
  readonly tasks = new Map<string, Task>();
  /** The `seq` of the last change to read; infinite until `finish` is called. */
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

  /** The signal that aborts when the follower has read all changes up to the `seq` that `finish` received. */
  get stopped(): AbortSignal {
    return this.#stopped.signal;
  }

  /** Makes the follower stop after the change with seq `head`, or at once if it has read that change. */
  finish(head: number): void {
    this.#head = head;
    if (this.isDone) this.#stopped.abort();
  }

  /** Applies the next change. @throws UnexpectedReply if its `seq` is not one more than that of the previous change */
  take(change: Change): void {
    if (change.seq !== this.seq + 1) throw new UnexpectedReply(`got seq ${change.seq} after ${this.seq}`);
    this.changes.push(change);
    if (change.task === null) this.tasks.delete(change.task_id);
    else this.tasks.set(change.task_id, change.task);
    if (this.isDone) this.#stopped.abort();
  }
}
