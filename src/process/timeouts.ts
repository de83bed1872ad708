/** All timeouts, in milliseconds. A test checks that an outer timeout is longer than the timeouts inside it. */
export const TIMEOUTS = {
  /**
   * The timeouts of clients: for request headers, for a whole request, for one write to a stream, for keep-alive. Node
   * checks `headers` and `request` every `checkInterval`, so a slow client gets an error after 10 or 30 seconds.
   */
  headers: 9_500,
  request: 29_500,
  checkInterval: 500,
  streamWrite: 15_000,
  idle: 65_000,

  /** The timeout for getting a connection to the database, new or from the pool. */
  connect: 1_000,
  /** The timeout for the database query of the readiness probe. */
  check: 1_000,
  /** The maximum time that a request, a read or a write waits in a queue. */
  queue: 4_000,
  /** The time within which a statement is retried after a lost connection. */
  retryBudget: 4_000,
  /** The maximum time that a statement waits for a lock of another transaction. */
  lock: 1_000,
  /** The timeout for one statement, measured by PostgreSQL. */
  statement: 5_000,
  /** The timeout for one statement, measured by the service: a PostgreSQL server that hangs cannot enforce its own. */
  query: 6_000,
  /** The maximum time between two statements of a transaction. Then PostgreSQL ends the session. */
  idleTransaction: 8_000,

  /** Shutdown: for new requests on open connections, requests in flight, closing the store, killing a worker. */
  linger: 1_000,
  drain: 8_000,
  close: 2_000,
  worker: 10_500,
} as const;
