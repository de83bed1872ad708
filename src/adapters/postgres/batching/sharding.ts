/** How what comes together may travel together. */
export interface Sharding {
  /** Whether no statement may concern two users, as a database that is spread by user wants it. */
  readonly shardedByUser: boolean;
}

/** How many groups may be out at once, of each kind of statement, when each has a user to itself. */
export const MAX_OUT_BY_USER = 4;
