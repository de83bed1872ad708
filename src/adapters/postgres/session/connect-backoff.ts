/** Between the beginnings of two attempts that fail, in milliseconds: twice as long each time. */
const PAUSE = { first: 50, longest: 500 };

/**
 * Keeps those who want a connection from storming a server that takes none.
 *
 *     open ── an attempt fails ──▶ failing ── the only attempt at a time succeeds ──▶ open
 *
 * While it is open, everybody attempts as they please. While it is failing there is one attempt at a time, and none before
 * the pause is over. Whoever comes during the attempt gets its result, and whoever comes during the pause gets the last one.
 */
export class ConnectBackoff {
  readonly #now: () => number;
  #failure: Error | undefined;
  #pause = PAUSE.first;
  #due = 0;
  #attempt: Promise<void> | undefined;

  /** @param now tells the time in milliseconds */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** How long until there may be another attempt, in milliseconds. */
  get wait(): number {
    return this.#failure === undefined ? 0 : Math.max(0, this.#due - this.#now());
  }

  /** Connects, or fails as others have. */
  readonly attempt = async (connect: () => Promise<void>): Promise<void> => {
    if (this.#attempt !== undefined) await this.#attempt;
    if (this.#failure === undefined) return this.#try(connect);
    if (this.wait > 0) throw this.#failure;
    this.#pause = Math.min(PAUSE.longest, 2 * this.#pause);
    this.#setDue();
    this.#attempt = this.#try(connect);
    try {
      await this.#attempt;
    } finally {
      this.#attempt = undefined;
    }
  };

  async #try(connect: () => Promise<void>): Promise<void> {
    try {
      await connect();
      this.#failure = undefined;
      this.#pause = PAUSE.first;
    } catch (error) {
      if (this.#failure === undefined) this.#setDue();
      this.#failure = error as Error;
      throw error;
    }
  }

  #setDue(): void {
    this.#due = this.#now() + this.#pause;
  }
}
