export interface Sharding {
  /** True if each statement must concern one user only, as in a database that is sharded by user. */
  readonly shardedByUser: boolean;
}

/** How many batches of each kind of statement may be in flight at once, if each batch concerns only one user. */
export const MAX_IN_FLIGHT_BY_USER = 4;
