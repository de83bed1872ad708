import type { UserId } from '../../../domain/identity.ts';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import { BatchScheduler } from '../../batching/batch-scheduler.ts';
import { MAX_WAITING } from '../../batching/fifo.ts';
import type { QueuedWrite } from '../writes/queued-write.ts';

// A write:  waiting ──► in flight ──► settled
//              ▲            └───────► waiting, first in the queue     (conflict, or connection lost)
//              └─ rejected `overloaded` when the queue is full, or after TIMEOUTS.queue
//
// An owner: free ──► busy                a batch with the owner's writes or an operation of the owner is in flight: the
//             │        │                 owner's next writes wait
//             ▲        └──► free         when that batch or operation ends, or after OWNER_WAIT_MS
//             └─ isolated                for ISOLATION_MS after the owner's writes have delayed other owners' writes:
//                                        the owner's writes get batches of their own

const MAX_IN_FLIGHT = 4;
const MAX_BATCH = 1_000;
/** The most writes of one owner in a batch. */
const MAX_OF_OWNER = 500;
/**
 * The longest time, in milliseconds, that an owner's writes wait for the owner's batch in flight. That batch may hang.
 */
const OWNER_WAIT_MS = 1_000;
const ISOLATION_MS = 10_000;

/**
 * Queues writes, and puts them into batches. Two batches in flight have no owner in common, so that they cannot
 * conflict. An exception is an owner whose batch has been in flight for longer than OWNER_WAIT_MS.
 */
export class WriteQueue {
  /** For each owner with a batch or operation in flight: the time at which it was sent, by `performance.now()`. */
  readonly #busy = new Map<UserId, number>();
  /** For each owner whose writes get batches of their own: the time at which that ends, by `performance.now()`. */
  readonly #isolated = new Map<UserId, number>();
  readonly #scheduler = new BatchScheduler<QueuedWrite>(this, MAX_IN_FLIGHT);
  #waiting: QueuedWrite[] = [];
  #timer: NodeJS.Timeout | undefined;

  get size(): number {
    return this.#waiting.length;
  }

  add(write: QueuedWrite): void {
    if (this.#waiting.length >= MAX_WAITING) {
      write.reject(new StoreError('overloaded'));
    } else {
      this.#waiting.push(write);
      this.#scheduler.schedule();
    }
  }

  /**
   * Yields each batch of writes as soon as it may be sent, and never ends. The caller must {@link track} a batch before
   * it asks for the next one.
   */
  batches(): AsyncGenerator<QueuedWrite[], never> {
    return this.#scheduler.batches();
  }

  /** @param done must not reject; resolves with the writes to retry, which are put at the front of the queue */
  track(batch: readonly QueuedWrite[], done: Promise<QueuedWrite[]>): void {
    // Only the owners are kept for the callback below. A reference to the batch would keep all its writes in memory.
    const release = this.#occupy(batch.map(({ owner }) => owner));
    const finished = done.then((again) => {
      release();
      if (again.length > 0) this.#waiting = [...again, ...this.#waiting];
    });
    void this.#scheduler.track(finished);
  }

  /** Keeps an owner's writes in the queue while the owner's operation is in flight, for at most OWNER_WAIT_MS. */
  hold(owner: UserId, operation: Promise<unknown>): void {
    const release = this.#occupy([owner]);
    const end = () => {
      release();
      this.#scheduler.schedule();
    };
    void operation.then(end, end);
  }

  /** Marks owners as busy, so that their writes wait. Returns the function that marks these owners as free again. */
  #occupy(owners: readonly UserId[]): () => void {
    const start = performance.now();
    for (const owner of owners) this.#busy.set(owner, start);
    return () => {
      for (const owner of owners) if (this.#busy.get(owner) === start) this.#busy.delete(owner);
    };
  }

  /** Keeps an owner's writes out of other owners' batches for ISOLATION_MS. */
  isolate(owner: UserId): void {
    this.#isolated.set(owner, performance.now() + ISOLATION_MS);
  }

  /** Removes the next batch, in the order of arrival, and returns it; empty if all waiting writes must still wait. */
  take(): QueuedWrite[] {
    const now = performance.now();
    const batch: QueuedWrite[] = [];
    const rest: QueuedWrite[] = [];
    const counts = new Map<UserId, number>();
    let onlyOwner: UserId | undefined;
    for (const write of this.#waiting) {
      const { owner, since } = write;
      const count = counts.get(owner) ?? 0;
      const isAlone = this.#isIsolated(owner, now);
      const mayJoin = batch.length === 0 || (isAlone ? onlyOwner === owner : onlyOwner === undefined);
      if (now - since > TIMEOUTS.queue) write.reject(write.failure ?? new StoreError('overloaded'));
      else if (batch.length < MAX_BATCH && count < MAX_OF_OWNER && mayJoin && !this.#isBusy(owner, now)) {
        batch.push(write);
        counts.set(owner, count + 1);
        if (isAlone) onlyOwner = owner;
      } else rest.push(write);
    }
    this.#waiting = rest;
    return batch;
  }

  /** Returns whether an owner's writes must wait. If so, schedules a batch for when they have waited OWNER_WAIT_MS. */
  #isBusy(owner: UserId, now: number): boolean {
    const left = (this.#busy.get(owner) ?? Number.NEGATIVE_INFINITY) + OWNER_WAIT_MS - now;
    if (left <= 0) return false;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#scheduler.schedule();
    }, left);
    return true;
  }

  #isIsolated(owner: UserId, now: number): boolean {
    const until = this.#isolated.get(owner);
    if (until === undefined) return false;
    if (until < now) this.#isolated.delete(owner);
    return until >= now;
  }
}
