/**
 * A group that takes longer than this is not waited for, in milliseconds: longer than a group takes for which PostgreSQL
 * must make its plans anew, as another then goes to a connection where they are not made either, and both take longer still.
 */
export const PATIENCE = 150;

/**
 * Lets groups out one after the other, so that what comes while one is out goes together in the next; another beside it
 * only when it takes long. What comes in one turn of the event loop goes together as well. Nothing waits for company:
 * alone, one is sent as soon as the turn is over.
 */
export class Gate {
  readonly #maxOut: number;
  readonly #maxEager: number;
  readonly #send: () => Promise<void> | undefined;
  #out = 0;
  #late = 0;
  #isDue = false;

  /**
   * @param maxOut how many groups may be out at once, when all take long
   * @param send sends a group, if there is one to send; what it returns must not reject
   * @param maxEager how many may be out at once of those that do not take long, if more than one
   */
  constructor(maxOut: number, send: () => Promise<void> | undefined, maxEager = 1) {
    this.#maxOut = maxOut;
    this.#maxEager = maxEager;
    this.#send = send;
  }

  get isIdle(): boolean {
    return this.#out === 0 && !this.#isDue;
  }

  /** Says that something waits. */
  open(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#next();
    });
  }

  #next(): void {
    while (this.#out - this.#late < this.#maxEager && this.#out < this.#maxOut) {
      const sent = this.#send();
      if (sent === undefined) return;
      void this.#wait(sent);
    }
  }

  async #wait(sent: Promise<void>): Promise<void> {
    let late = 0;
    const timer = setTimeout(() => {
      late = 1;
      this.#late++;
      this.#next();
    }, PATIENCE);
    this.#out++;
    await sent;
    clearTimeout(timer);
    this.#out--;
    this.#late -= late;
    this.#next();
  }
}
