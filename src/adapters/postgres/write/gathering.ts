/**
 * Sends one by one what comes one by one, and what comes while something is out, together as soon as that is back.
 * There is no timer and nothing waits for company: alone, it is sent at once.
 */
export class Gathering<T> {
  readonly #max: number;
  readonly #send: (group: T[]) => Promise<T[]>;
  #waiting: T[] = [];
  #isOut = false;

  /**
   * @param max how many may be sent together
   * @param send must not fail, and returns what has to be sent again
   */
  constructor(max: number, send: (group: T[]) => Promise<T[]>) {
    this.#max = max;
    this.#send = send;
  }

  add(item: T): void {
    this.#waiting.push(item);
    if (!this.#isOut) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isOut = true;
    while (this.#waiting.length > 0) {
      const again = await this.#send(this.#waiting.splice(0, this.#max));
      this.#waiting = [...again, ...this.#waiting];
    }
    this.#isOut = false;
  }
}
