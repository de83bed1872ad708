/** The times at which an open loop sends requests, evenly spaced. Times are in milliseconds from the start. */
export class Schedule {
  /** The number of requests. */
  readonly total: number;
  readonly #interval: number;
  #next = 0;

  constructor(perSecond: number, seconds: number) {
    this.total = Math.max(1, Math.round(perSecond * seconds));
    this.#interval = 1000 / perSecond;
  }

  /** The time when the next request is due; undefined after the last request. */
  get next(): number | undefined {
    return this.#next < this.total ? this.#next * this.#interval : undefined;
  }

  /**
   * Takes the next request if it is due, and returns its due time; undefined if no request is due.
   *
   * The latency of a request is measured from this time, so that it includes the wait for an idle connection.
   */
  take(elapsed: number): number | undefined {
    const next = this.next;
    if (next === undefined || next > elapsed) return undefined;
    this.#next++;
    return next;
  }
}
