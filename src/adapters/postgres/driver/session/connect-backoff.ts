/** Between the beginnings of two attempts that fail, in milliseconds: twice as long each time. */
const PAUSE = { first: 50, longest: 500 };

/** A connection that was made. */
export interface Connected {
  /** Resolves when it has proved to be of use, and fails if it ends before. */
  readonly proof: Promise<void>;
}

/**
 * Keeps those who want a connection from storming a server that takes none, or ends each as soon as it is made.
 *
 *     open ── an attempt fails ──▶ failing ── an attempt succeeds ──▶ open
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

  /** Connects, or fails as another has. */
  readonly attempt = async (connect: () => Promise<Connected>): Promise<void> => {
    if (this.#attempt !== undefined) await this.#attempt;
    if (this.wait > 0) throw this.#failure;
    const connected = connect();
    const proved = this.#prove(connected);
    if (this.#failure !== undefined) {
      this.#pause = Math.min(PAUSE.longest, 2 * this.#pause);
      this.#setDue();
      this.#attempt = proved;
    }
    const end = () => {
      if (this.#attempt === proved) this.#attempt = undefined;
    };
    proved.then(end, end);
    await connected;
  };

  async #prove(connected: Promise<Connected>): Promise<void> {
    try {
      await (await connected).proof;
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
