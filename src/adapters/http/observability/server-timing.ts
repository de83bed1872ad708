/** How long what took of one request (https://www.w3.org/TR/server-timing/), for a client that asks. */
export class ServerTiming {
  readonly #start: number;
  #read: number | undefined;

  /** @param start when the request began, in milliseconds, as `performance.now()` has it */
  constructor(start: number) {
    this.#start = start;
  }

  /** The body has been read. */
  read(): void {
    this.#read = performance.now();
  }

  /**
   * What to tell if the answer begins now, in milliseconds: `read`, until the body was there; `handle`, from then on, the
   * database included; `total`. What was refused before it was read has a total only.
   */
  toString(): string {
    const now = performance.now();
    const parts = this.#read === undefined ? {} : { read: this.#read - this.#start, handle: now - this.#read };
    const all = Object.entries({ ...parts, total: now - this.#start });
    return all.map(([name, ms]) => `${name};dur=${ms.toFixed(2)}`).join(', ');
  }
}
