/** The `Server-Timing` of a request (https://www.w3.org/TR/server-timing/), in milliseconds. */
export class ServerTiming {
  readonly #start: number;
  #read: number | undefined;

  /** @param start the time when the request arrived, by `performance.now()` */
  constructor(start: number) {
    this.#start = start;
  }

  /** Records that the request body has been read. */
  read(): void {
    this.#read = performance.now();
  }

  /**
   * Returns the header for a reply that begins now. `read` is the time until the body had arrived, `handle` the time
   * since then, and `total` their sum. A request that was rejected before its body was read has only `total`.
   */
  toString(): string {
    const now = performance.now();
    const parts = this.#read === undefined ? {} : { read: this.#read - this.#start, handle: now - this.#read };
    const all = Object.entries({ ...parts, total: now - this.#start });
    return all.map(([name, ms]) => `${name};dur=${ms.toFixed(2)}`).join(', ');
  }
}
