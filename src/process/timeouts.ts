/**
 * How long things may take at most, in milliseconds. Nothing waits without a bound, and each gives up before what waits
 * for it does: a test holds them to their order.
 */
export const TIMEOUTS = {
  /**
   * A connection of a client: the head of a request, all of it, one piece of a stream taken, and nothing at all. Who is
   * late with a request is looked for now and then: so it is ten seconds, or thirty, when they are told.
   */
  headers: 9_500,
  request: 29_500,
  checkInterval: 500,
  streamWrite: 15_000,
  idle: 65_000,

  /** Getting a connection to the database, new or from the pool. */
  connect: 1_000,
  /** What the database is asked to tell whether it is there. */
  check: 1_000,
  /** Waiting to be sent to the database, together with others; what is later would come too late. */
  queue: 4_000,
  /** Trying again what lost its connection. */
  retryBudget: 4_000,
  /** Waiting for a row that another transaction has locked. */
  lock: 1_000,
  /** One statement, as PostgreSQL measures it. */
  statement: 5_000,
  /** One statement, as we measure it: a server that hangs cannot time itself out. */
  query: 6_000,
  /** A transaction in which nothing happens. */
  idleTransaction: 8_000,

  /** When it stops: requests that may still come, those that are under way, then the store; and a worker, all in all. */
  linger: 1_000,
  drain: 8_000,
  close: 2_000,
  worker: 10_500,
} as const;
