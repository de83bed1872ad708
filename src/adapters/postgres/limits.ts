/** The longest that each step may take, in milliseconds, from the innermost outwards; each gives up before the next. */
export const LIMITS = {
  /** Waiting for a row that another transaction has locked. */
  lock: 1_000,
  /** One statement, as PostgreSQL measures it. */
  statement: 5_000,
  /** One statement, as we measure it: a server that hangs cannot time itself out. */
  query: 6_000,
  /** A transaction in which nothing happens. */
  idleTransaction: 8_000,
  /** Getting a connection, new or from the pool. */
  connect: 3_000,
} as const;
