/** The milliseconds from the start of a failed attempt to the start of the next one, which double each time. */
const BACKOFF_MS = { first: 50, longest: 500 };

/** An open connection, which may still turn out to be unusable. */
export interface Connected {
  /** Resolves when the connection proves usable, and rejects if the connection ends before that. */
  readonly proof: Promise<void>;
}

/**
 * A circuit breaker for connecting: it protects a server that refuses connections, or ends new connections at once.
 *
 *     healthy ── an attempt fails ──▶ failing ── an attempt succeeds ──▶ healthy
 *
 * - healthy: attempts run at once and in parallel.
 * - failing: one attempt runs at a time, after the backoff. Callers during the attempt share its failure; after its
 *   success they connect. Callers during the backoff fail with the last error.
 */
export class ConnectBackoff {
  readonly #now: () => number;
  #failure: Error | undefined;
  #backoff = BACKOFF_MS.first;
  #dueAt = 0;
  #attempt: Promise<void> | undefined;

  /** @param now returns the time in milliseconds */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** Milliseconds until the next attempt may start. */
  get wait(): number {
    return this.#failure === undefined ? 0 : Math.max(0, this.#dueAt - this.#now());
  }

  /** Connects, or fails with the error of another attempt. */
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
