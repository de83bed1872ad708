// A batch in flight is called fast at first, and slow after SLOW_BATCH_MS. The states of the next batch:
//
//   none ── schedule() ──► due ── end of the turn ──► ready ──► in flight
//                                                     │   ▲
//                                                     ▼   │ a batch ends or becomes slow
//                                                    blocked    by maxInFlight batches, or maxConcurrentFast fast ones

/**
 * The age, in milliseconds, from which a batch in flight is called slow and no longer delays the next batch. PostgreSQL
 * needs less time than that to plan a batch's statement. If the next batch were sent meanwhile, a second connection
 * would plan the same statement, and both batches would take longer.
 */
export const SLOW_BATCH_MS = 150;

/** A queue of the items that wait for a batch. */
export interface BatchQueue<T> {
  readonly size: number;
  /** Removes and returns the next batch; empty if no item may be sent yet. */
  take(): T[];
}

/**
 * Group commit: items that arrive while a batch is in flight share the next batch. If no batch is in flight, the items
 * of one turn of the event loop become a batch at its end. By default a second batch is sent while the first is in
 * flight only if the first is older than SLOW_BATCH_MS.
 */
export class BatchScheduler<T> {
  readonly #queue: BatchQueue<T>;
  readonly #maxInFlight: number;
  readonly #maxConcurrentFast: number;
  /** The start times of the fast batches in flight, the oldest first, as returned by `performance.now()`. */
  readonly #fast: { readonly since: number }[] = [];
  #inFlight = 0;
  #wakeUp = Promise.withResolvers<void>();
  #timer: NodeJS.Timeout | undefined;
  #isDue = false;

  /**
   * @param maxInFlight the most batches in flight at once
   * @param maxConcurrentFast the most batches in flight that are fast, that is, not slow yet
   */
  constructor(queue: BatchQueue<T>, maxInFlight: number, maxConcurrentFast = 1) {
    this.#queue = queue;
    this.#maxInFlight = maxInFlight;
    this.#maxConcurrentFast = maxConcurrentFast;
  }

  get isIdle(): boolean {
    return this.#inFlight === 0 && !this.#isDue;
  }

  /** Makes the waiting items into a batch at the end of this turn of the event loop. */
  schedule(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#wakeUp.resolve();
    });
  }

  /**
   * Yields each batch as soon as it may be sent, and never ends. The caller must {@link track} a batch before it asks
   * for the next one.
   */
  async *batches(): AsyncGenerator<T[], never> {
    for (;;) {
      while (this.#fast.length < this.#maxConcurrentFast && this.#inFlight < this.#maxInFlight) {
        const batch = this.#queue.take();
        if (batch.length === 0) break;
        yield batch;
      }
      if (this.#queue.size > 0) this.#watchOldest();
      await this.#wakeUp.promise;
      this.#wakeUp = Promise.withResolvers();
    }
  }

  /** Treats a batch as in flight until the promise `done` resolves. The promise must not reject. */
  async track(done: Promise<void>): Promise<void> {
    const batch = { since: performance.now() };
    this.#fast.push(batch);
    this.#inFlight++;
    await done;
    this.#inFlight--;
    this.#removeFast(batch);
  }

  /** Starts a timer after which the oldest fast batch is called slow. The timer runs only while items wait. */
  #watchOldest(): void {
    const [oldest] = this.#fast;
    if (oldest === undefined || this.#timer !== undefined) return;
    const onSlow = () => {
      this.#timer = undefined;
      this.#removeFast(oldest);
    };
    // The delay is 0 if the batch is slow already: while no item waited, no timer ran.
    this.#timer = setTimeout(onSlow, Math.max(0, oldest.since + SLOW_BATCH_MS - performance.now()));
  }

  #removeFast(batch: { readonly since: number }): void {
    const index = this.#fast.indexOf(batch);
    if (index !== -1) this.#fast.splice(index, 1);
    this.#wakeUp.resolve();
  }
}
