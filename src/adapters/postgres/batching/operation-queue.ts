import type { UserId } from '../../../domain/identity.ts';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import { MAX_WAITING } from '../../batching/fifo.ts';
import type { WriteQueue } from './write-queue.ts';

// An operation:  waiting ──► running ──► settled
//                   └─ rejected `overloaded` when the queue is full, or after TIMEOUTS.queue

/** The most operations that run at once by default. Each occupies a connection of the pool until it has ended. */
const MAX_RUNNING = 2;

interface Waiting {
  readonly owner: UserId;
  start(): void;
}

/**
 * Runs operations in the order of arrival, only one at a time for each owner. A second operation of an owner would
 * occupy a connection of the pool while it waits for the first one's locks. For the same reason an owner's single
 * writes wait for the owner's operation.
 */
export class OperationQueue {
  readonly #writes: WriteQueue | undefined;
  readonly #maxRunning: number;
  readonly #running = new Set<UserId>();
  #waiting: Waiting[] = [];

  /**
   * @param writes the queue in which an owner's single writes wait while an operation of the owner runs; undefined if
   *   single writes are not queued
   */
  constructor(writes: WriteQueue | undefined, maxRunning = MAX_RUNNING) {
    this.#writes = writes;
    this.#maxRunning = maxRunning;
  }

  /** The number of operations that wait to run. */
  get size(): number {
    return this.#waiting.length;
  }

  /** @throws StoreError `overloaded` if `work` did not run; otherwise the error of `work` */
  async run<T>(owner: UserId, work: () => Promise<T>): Promise<T> {
    await this.#turn(owner);
    try {
      const done = work();
      this.#writes?.hold(owner, done);
      return await done;
    } finally {
      this.#running.delete(owner);
      this.#startNext();
    }
  }

  async #turn(owner: UserId): Promise<void> {
    if (this.#waiting.length >= MAX_WAITING) throw new StoreError('overloaded');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting = { owner, start: resolve };
    const timer = setTimeout(() => {
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
      reject(new StoreError('overloaded'));
    }, TIMEOUTS.queue);
    this.#waiting.push(waiting);
    this.#startNext();
    await promise.finally(() => clearTimeout(timer));
  }

  #startNext(): void {
    while (this.#running.size < this.#maxRunning) {
      const next = this.#waiting.find(({ owner }) => !this.#running.has(owner));
      if (next === undefined) return;
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.#running.add(next.owner);
      next.start();
    }
  }
}
