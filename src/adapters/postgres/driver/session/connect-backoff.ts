/**
 * The milliseconds from the start of a failed attempt to the start of the next one. They double each time, up to
 * `longest`.
 */
const BACKOFF_MS = { first: 50, longest: 500 };

/** A connection that was opened, but may still turn out to be unusable. */
export interface Connected {
  /** Resolves when the connection proves usable, and rejects if the connection ends before that. */
  readonly proof: Promise<void>;
}

/**
 * A circuit breaker for opening connections. It limits the attempts if the server refuses connections, or ends new ones
 * at once.
 *
 *     healthy ── an attempt fails ──▶ failing ── an attempt succeeds ──▶ healthy
 *
 * - healthy: attempts run at once and in parallel.
 * - failing: one attempt runs at a time, after the backoff. Callers during the attempt wait for it, and fail or connect
 * as it does. Callers during the backoff fail with the last error.
 */
export class ConnectBackoff {
  readonly #now: () => number;
  #failure: Error | undefined;
  #backoff = BACKOFF_MS.first;
  #dueAt = 0;
  #attempt: Promise<void> | undefined;

  /** @param now returns the current time in milliseconds */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** The milliseconds until the next attempt may start. */
  get wait(): number {
    return this.#failure === undefined ? 0 : Math.max(0, this.#dueAt - this.#now());
  }

  /** Calls `connect`, or fails with the error of an earlier attempt. */
  readonly attempt = async (connect: () => Promise<Connected>): Promise<void> => {
    if (this.#attempt !== undefined) await this.#attempt;
    if (this.wait > 0) throw this.#failure;
    const connected = connect();
    const watched = this.#watch(connected);
    if (this.#failure !== undefined) {
      this.#backoff = Math.min(BACKOFF_MS.longest, 2 * this.#backoff);
      this.#setDue();
      this.#attempt = watched;
    }
    const end = () => {
      if (this.#attempt === watched) this.#attempt = undefined;
    };
    watched.then(end, end);
    await connected;
  };

  async #watch(connected: Promise<Connected>): Promise<void> {
    try {
      await (await connected).proof;
      this.#failure = undefined;
      this.#backoff = BACKOFF_MS.first;
    } catch (error) {
      if (this.#failure === undefined) this.#setDue();
      this.#failure = error as Error;
      throw error;
    }
  }

  #setDue(): void {
    this.#dueAt = this.#now() + this.#backoff;
  }
}
