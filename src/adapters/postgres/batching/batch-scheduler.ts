/**
 * A group that takes longer than this is not waited for, in milliseconds: longer than a group takes for which PostgreSQL
 * must make its plans anew, as another then goes to a connection where they are not made either, and both take longer still.
 */
export const SLOW_BATCH_MS = 150;

/**
 * Lets groups out one after the other, so that what comes while one is out goes together in the next; another beside it
 * only when it takes long. What comes in one turn of the event loop goes together as well. Nothing waits for company:
 * alone, one is sent as soon as the turn is over.
 */
export class BatchScheduler {
  readonly #maxInFlight: number;
  readonly #maxConcurrentFast: number;
  readonly #queue: Queue;
  #out = 0;
  /** Those that do not take long so far, the oldest first. */
  readonly #prompt: Group[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isDue = false;

  /**
   * @param maxInFlight how many groups may be out at once, when all take long
   * @param maxConcurrentFast how many may be out at once of those that do not take long, if more than one
   */
  constructor(maxInFlight: number, queue: Queue, maxConcurrentFast = 1) {
    this.#maxInFlight = maxInFlight;
    this.#maxConcurrentFast = maxConcurrentFast;
    this.#queue = queue;
  }

  get isIdle(): boolean {
    return this.#out === 0 && !this.#isDue;
  }

  /** Says that something waits. */
  schedule(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#next();
    });
  }

  #next(): void {
    while (this.#prompt.length < this.#maxConcurrentFast && this.#out < this.#maxInFlight) {
      const sent = this.#queue.send();
      if (sent === undefined) break;
      void this.#wait(sent);
    }
    if (!this.#queue.isEmpty()) this.#watch();
  }

  async #wait(sent: Promise<void>): Promise<void> {
    const group = { since: performance.now() };
    this.#prompt.push(group);
    this.#out++;
    await sent;
    this.#out--;
    this.#ceaseWaitingFor(group);
    this.#next();
  }

  /** Sees to it that what waits does not wait longer. There is one timer for all groups, and none where nothing waits. */
  #watch(): void {
    const [oldest] = this.#prompt;
    if (oldest === undefined || this.#timer !== undefined) return;
    const late = () => {
      this.#timer = undefined;
      this.#ceaseWaitingFor(oldest);
      this.#next();
    };
    // While nothing waited, nobody looked: it may be late already.
    this.#timer = setTimeout(late, Math.max(0, oldest.since + SLOW_BATCH_MS - performance.now()));
  }

  #ceaseWaitingFor(group: Group): void {
    const place = this.#prompt.indexOf(group);
    if (place !== -1) this.#prompt.splice(place, 1);
  }
}

/** What a gate lets out. */
interface Queue {
  /** Whether nothing waits. */
  isEmpty(): boolean;
  /** Sends a group, if there is one to send; what it returns must not reject. */
  send(): Promise<void> | undefined;
}

interface Group {
  /** On the clock of `performance.now()`. */
  readonly since: number;
}
