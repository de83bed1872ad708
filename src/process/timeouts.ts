/** All timeouts, in milliseconds. A caller waits longer than the call that it waits for: a test checks their order. */
export const TIMEOUTS = {
  /**
   * Client timeouts: request headers, whole request, one stream write, keep-alive. Node looks for late requests every
   * `checkInterval`, so a late client gets its error after 10 or 30 seconds.
   */
  headers: 9_500,
  request: 29_500,
  checkInterval: 500,
  streamWrite: 15_000,
  idle: 65_000,

  /** Getting a connection to the database, new or from the pool. */
  connect: 1_000,
  /** The readiness check of the database. */
  check: 1_000,
  /** Waiting in a queue. */
  queue: 4_000,
  /** The time within which a statement is retried after a lost connection. */
  retryBudget: 4_000,
  /** Waiting for a row lock of another transaction. */
  lock: 1_000,
  /** One statement, as PostgreSQL measures it. */
  statement: 5_000,
  /** One statement, as the service measures it: a server that hangs cannot enforce its own timeout. */
  query: 6_000,
  /** An idle transaction. */
  idleTransaction: 8_000,

  /** Shutdown: new requests on open connections, requests in flight, the store; and when a worker is killed. */
  linger: 1_000,
  drain: 8_000,
  close: 2_000,
  worker: 10_500,
} as const;
