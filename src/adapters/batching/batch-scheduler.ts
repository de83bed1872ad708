// A batch in flight is fast at first, and slow after SLOW_BATCH_MS. The next batch is
//
//   none ── schedule() ──► due ── end of the turn ──► ready ──► in flight
//                                                     │   ▲
//                                                     ▼   │ a batch ends or becomes slow
//                                                    blocked      maxInFlight in all, or maxConcurrentFast fast ones, in flight

/**
 * After so many milliseconds a batch no longer holds up the next. Longer than PostgreSQL takes to plan a batch's
 * statement anew: a second connection would have to plan it as well, and both would take longer.
 */
export const SLOW_BATCH_MS = 150;

/** The items that wait for a batch. */
export interface BatchQueue<T> {
  readonly size: number;
  /** Removes and returns the next batch; empty if no item may be sent yet. */
  take(): T[];
}

/**
 * Group commit: items that arrive during a batch share the next one, and so do items of one turn of the event loop. An
 * item alone is sent at the end of its turn. A second batch is in flight beside the first only if the first is slow.
 */
export class BatchScheduler<T> {
  readonly #queue: BatchQueue<T>;
  readonly #maxInFlight: number;
  readonly #maxConcurrentFast: number;
  /** The start times of the fast batches in flight, the oldest first, on the clock of `performance.now()`. */
  readonly #fast: { readonly since: number }[] = [];
  #inFlight = 0;
  #wakeUp = Promise.withResolvers<void>();
  #timer: NodeJS.Timeout | undefined;
  #isDue = false;

  /**
   * @param maxInFlight how many batches may be in flight at once
   * @param maxConcurrentFast how many of them may be fast
   */
  constructor(queue: BatchQueue<T>, maxInFlight: number, maxConcurrentFast = 1) {
    this.#queue = queue;
    this.#maxInFlight = maxInFlight;
    this.#maxConcurrentFast = maxConcurrentFast;
  }

  get isIdle(): boolean {
    return this.#inFlight === 0 && !this.#isDue;
  }

  /** Makes a batch due at the end of this turn of the event loop. */
  schedule(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#wakeUp.resolve();
    });
  }

  /** Yields each batch when it may be sent, without end. The caller must {@link track} a batch before it takes the next. */
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

  /** Counts a batch as in flight until `done` resolves; it must not reject. */
  async track(done: Promise<void>): Promise<void> {
    const batch = { since: performance.now() };
    this.#fast.push(batch);
    this.#inFlight++;
    await done;
    this.#inFlight--;
    this.#removeFast(batch);
  }

  /** Starts the one timer that counts the oldest fast batch as slow. It runs only while items wait. */
  #watchOldest(): void {
    const [oldest] = this.#fast;
    if (oldest === undefined || this.#timer !== undefined) return;
    const onSlow = () => {
      this.#timer = undefined;
      this.#removeFast(oldest);
    };
    // The batch may be slow already: no timer ran while no item waited.
    this.#timer = setTimeout(onSlow, Math.max(0, oldest.since + SLOW_BATCH_MS - performance.now()));
  }

  #removeFast(batch: { readonly since: number }): void {
    const index = this.#fast.indexOf(batch);
    if (index !== -1) this.#fast.splice(index, 1);
    this.#wakeUp.resolve();
  }
}
