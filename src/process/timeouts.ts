/** All timeouts, in milliseconds. A test checks that an outer timeout is longer than the timeouts inside it. */
export const TIMEOUTS = {
  /**
   * Client timeouts: request headers, whole request, one stream write, keep-alive. Node checks the first two every
   * `checkInterval`, so a slow client gets its error after 10 or 30 seconds.
   */
  headers: 9_500,
  request: 29_500,
  checkInterval: 500,
  streamWrite: 15_000,
  idle: 65_000,

  /** Getting a connection to the database, new or from the pool. */
  connect: 1_000,
  /** The readiness probe's query of the database. */
  check: 1_000,
  /** How long a request, a read or a write may wait in a queue. */
  queue: 4_000,
  /** The time within which a statement is retried after a lost connection. */
  retryBudget: 4_000,
  /** How long a statement may wait for a lock that another transaction holds. */
  lock: 1_000,
  /** One statement, as PostgreSQL measures it. */
  statement: 5_000,
  /** One statement, as the service measures it: a server that hangs cannot enforce its own timeout. */
  query: 6_000,
  /** How long a transaction may be idle between two statements before PostgreSQL ends the session. */
  idleTransaction: 8_000,

  /** Shutdown: new requests on open connections, requests in flight, closing the store, killing a worker. */
  linger: 1_000,
  drain: 8_000,
  close: 2_000,
  worker: 10_500,
} as const;
