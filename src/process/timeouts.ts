/** All timeouts, in milliseconds. A test checks that an outer timeout is longer than the timeouts inside it. */
export const TIMEOUTS = {
  /** The timeout for the headers of a request. With `checkInterval`, a slow client gets an error after 10 s. */
  headers: 9_500,
  /** The timeout for a whole request. With `checkInterval`, a slow client gets an error after 30 s. */
  request: 29_500,
  /** The time between two checks by Node of the timeouts `headers` and `request`. */
  checkInterval: 500,
  /** The timeout for one write to a stream, if the client does not read. */
  streamWrite: 15_000,
  /** The time without a request after which a client's connection is closed (keep-alive). */
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
  /** The maximum time between two statements of a transaction. After it, PostgreSQL ends the session. */
  idleTransaction: 8_000,

  /** The time for which a stopping process still accepts requests on open connections. */
  linger: 1_000,
  /** The maximum time that a stopping process waits for requests in flight. */
  drain: 8_000,
  /** The maximum time that a stopping process waits for the store to close. */
  close: 2_000,
  /** The time after which the primary process kills a worker that was told to stop. */
  worker: 10_500,
} as const;
