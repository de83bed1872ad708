/** When requests are to be sent: so many a second, evenly, whether or not there are answers. Times are in milliseconds. */
export class Schedule {
  /** How many there are in all. */
  readonly total: number;
  readonly #interval: number;
  #next = 0;

  constructor(perSecond: number, seconds: number) {
    this.total = Math.max(1, Math.round(perSecond * seconds));
    this.#interval = 1000 / perSecond;
  }

  /** When the next is to be sent, counted from the beginning; `undefined` when all have been. */
  get next(): number | undefined {
    return this.#next < this.total ? this.#next * this.#interval : undefined;
  }

  /**
   * Takes the next if its time has come, and returns when it should have been sent. That is what its latency counts from,
   * however late it is sent: who waits for a connection waits for the server.
   */
  take(elapsed: number): number | undefined {
    const next = this.next;
    if (next === undefined || next > elapsed) return undefined;
    this.#next++;
    return next;
  }
}
