/**
 * Sends one by one what comes one by one, and what comes while as much as may be is out, together as soon as something
 * is back. There is no timer and nothing waits for company: alone, it is sent at once.
 */
export class Gathering<T> {
  readonly #maxOut: number;
  readonly #maxGroup: number;
  readonly #send: (group: T[]) => Promise<T[]>;
  #waiting: T[] = [];
  #out = 0;

  /**
   * @param maxOut how many groups may be out at once
   * @param maxGroup how many may be sent together
   * @param send must not fail, and returns what has to be sent again
   */
  constructor(maxOut: number, maxGroup: number, send: (group: T[]) => Promise<T[]>) {
    this.#maxOut = maxOut;
    this.#maxGroup = maxGroup;
    this.#send = send;
  }

  add(item: T): void {
    this.#waiting.push(item);
    if (this.#out < this.#maxOut) void this.#run();
  }

  async #run(): Promise<void> {
    this.#out++;
    while (this.#waiting.length > 0) {
      const again = await this.#send(this.#waiting.splice(0, this.#maxGroup));
      if (again.length > 0) this.#waiting = [...again, ...this.#waiting];
    }
    this.#out--;
  }
}
