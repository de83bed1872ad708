import { isReadOnly } from '../sqlstate.ts';
import type { ConnectBackoff } from './connect-backoff.ts';
import { ConnectError } from './connect-error.ts';
import { SessionClient, type SessionConfig } from './session-client.ts';

export type Query = (text: unknown, values?: unknown, callback?: unknown) => unknown;

export interface ServingConfig extends SessionConfig {
  /** The method of the backoff that all connections of the pool share. */
  readonly attempt: ConnectBackoff['attempt'];
}

/** Milliseconds after which an open connection counts as usable, though it has answered nothing. */
const PROBATION_MS = 250;

/** Milliseconds that a connection to a read-only server stays open at least, so that not every failing write reconnects. */
const MIN_AGE_MS = 1_000;

/**
 * A pooled connection that serves requests. Uses only the public API of `pg`.
 *
 * It closes itself when an answer is overdue, so that the late answer cannot meet the next statement, and when the server is
 * read-only, as a new connection may reach the primary.
 */
export class ServingClient extends SessionClient {
  isOpen = true;
  readonly #attempt: ConnectBackoff['attempt'];
  readonly #probation = Promise.withResolvers<void>();
  #openedAt = Number.POSITIVE_INFINITY;

  constructor(config: ServingConfig) {
    super(config);
    this.#attempt = config.attempt;
    this.once('end', () => {
      this.isOpen = false;
      this.#probation.reject(new ConnectError(new Error('the connection ended before it answered a statement')));
    });
    // The backoff handles the rejection, if it still waits for it.
    this.#probation.promise.catch(() => {});
    const query = super.query.bind(this) as Query;
    const watched: Query = (text, values, callback) => {
      const result = query(text, values, callback);
      if (!(result instanceof Promise)) return result;
      return result.then(
        (answer) => this.recordAnswer(answer),
        (error) => this.closeAfter(error),
      );
    };
    this.query = watched as typeof this.query;
  }

  /** True if the connection is old enough to be replaced by one that may reach a writable server. */
  get isOld(): boolean {
    return performance.now() - this.#openedAt > MIN_AGE_MS;
  }

  protected override async open(): Promise<void> {
    await this.#attempt(async () => {
      await super.open();
      setTimeout(this.#probation.resolve, PROBATION_MS).unref();
      return { proof: this.#probation.promise };
    });
    this.#openedAt = performance.now();
  }

  /** Counts the connection as usable, as it has answered. */
  protected recordAnswer<T>(answer: T): T {
    this.#probation.resolve();
    return answer;
  }

  /**
   * Closes the connection if it is unusable after this error. Waits until it is closed, as the pool then drops it.
   *
   * @throws the error
   */
  protected async closeAfter(error: Error): Promise<never> {
    if (error.message === 'Query read timeout' || (isReadOnly(error) && this.isOld)) {
      const ended = new Promise((resolve) => this.once('end', resolve));
      this.disconnect();
      await ended;
    }
    throw error;
  }
}
