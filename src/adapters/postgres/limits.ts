/** The longest that each step may take, in milliseconds; each gives up before what waits for it. */
export const LIMITS = {
  /** Waiting for a row that another transaction has locked. */
  lock: 1_000,
  /** Getting a connection, new or from the pool. */
  connect: 1_000,
  /** Waiting to be sent to the database, together with others; what is later would come too late. */
  queue: 4_000,
  /** Trying again what lost its connection. */
  outage: 4_000,
  /** One statement, as PostgreSQL measures it. */
  statement: 5_000,
  /** One statement, as we measure it: a server that hangs cannot time itself out. */
  query: 6_000,
  /** A transaction in which nothing happens. */
  idleTransaction: 8_000,
} as const;
