import { isReadOnly } from '../sqlstate.ts';
import type { ConnectBackoff } from './connect-backoff.ts';
import { ConnectError } from './connect-error.ts';
import { SessionClient, type SessionConfig } from './session-client.ts';

export type Query = (text: unknown, values?: unknown, callback?: unknown) => unknown;

export interface ServingConfig extends SessionConfig {
  /**
   * Limits the attempts to connect: the `attempt` method of the ConnectBackoff that all connections of the pool share.
   */
  readonly attempt: ConnectBackoff['attempt'];
}

/**
 * The milliseconds after which an open connection is assumed to be usable, even if it has not answered a statement yet.
 */
const PROBATION_MS = 250;

/**
 * The shortest time for which a connection to a read-only server is kept, in milliseconds. Without this limit, every
 * failing write would open a new connection.
 */
const MIN_AGE_MS = 1_000;

/**
 * A pooled connection that serves requests. Uses only the public API of `pg`.
 *
 * It closes itself after a query timeout: the late reply could be mistaken for the reply to the next statement. It also
 * closes itself if the server is read-only, because a new connection may reach the primary.
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
    // Prevents an unhandled rejection if the backoff no longer waits for this promise.
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

  /** True if the connection is older than MIN_AGE_MS, so that it may be replaced by one to a writable server. */
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

  /** Marks the connection as usable, because the server has answered a statement. */
  protected recordAnswer<T>(answer: T): T {
    this.#probation.resolve();
    return answer;
  }

  /**
   * Closes the connection if the error makes it unusable, and waits until it is closed, so that the pool drops it.
   *
   * @throws the given error
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
