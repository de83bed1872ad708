/**
 * Sends one by one what comes one by one, and what comes while as much is out as may be, together as soon as something
 * is back. There is no timer and nothing waits for company: alone, it is sent at once.
 */
export class Gathering<T> {
  readonly #maxOut: number;
  readonly #maxGroup: number;
  readonly #send: (group: T[]) => Promise<void>;
  readonly #waiting: T[] = [];
  #out = 0;

  /**
   * @param maxOut how many groups may be out at once
   * @param maxGroup how many may be sent together
   * @param send must not fail
   */
  constructor(maxOut: number, maxGroup: number, send: (group: T[]) => Promise<void>) {
    this.#maxOut = maxOut;
    this.#maxGroup = maxGroup;
    this.#send = send;
  }

  /** How many wait. */
  get size(): number {
    return this.#waiting.length;
  }

  add(item: T): void {
    this.#waiting.push(item);
    if (this.#out < this.#maxOut) void this.#run();
  }

  async #run(): Promise<void> {
    this.#out++;
    while (this.#waiting.length > 0) await this.#send(this.#waiting.splice(0, this.#maxGroup));
    this.#out--;
  }
}
