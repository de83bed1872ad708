import { BatchScheduler } from './batch-scheduler.ts';

/** Sends what comes one by one in groups, as the {@link BatchScheduler} lets them out. */
export class Batcher<T> {
  readonly #scheduler: BatchScheduler;
  readonly #waiting: T[] = [];

  /**
   * @param maxInFlight how many groups may be out at once
   * @param maxGroup how many may be sent together
   * @param send must not fail
   * @param maxConcurrentFast as of a {@link BatchScheduler}
   */
  constructor(maxInFlight: number, maxGroup: number, send: (group: T[]) => Promise<void>, maxConcurrentFast?: number) {
    const queue = {
      isEmpty: () => this.#waiting.length === 0,
      send: () => (this.#waiting.length > 0 ? send(this.#waiting.splice(0, maxGroup)) : undefined),
    };
    this.#scheduler = new BatchScheduler(maxInFlight, queue, maxConcurrentFast);
  }

  /** How many wait. */
  get size(): number {
    return this.#waiting.length;
  }

  /** Whether nothing waits, and nothing is out. */
  get isIdle(): boolean {
    return this.#scheduler.isIdle;
  }

  add(item: T): void {
    this.#waiting.push(item);
    this.#scheduler.schedule();
  }
}
