/** The state of a client's request quota after a request. */
export interface Quota {
  readonly isGranted: boolean;
  /** The number of requests that are still granted before the reset. */
  readonly remaining: number;
  /** Seconds until the quota is full again: a whole number, at least 1. */
  readonly reset: number;
}

/** Counts requests by key in fixed time windows. A window begins with the first request of the key. */
export abstract class RateLimiter {
  /** The number of requests that a time window grants, and the length of the window in seconds. */
  abstract readonly policy: { readonly requests: number; readonly seconds: number };

  /** Takes one request from the quota of a key. Returns a promise only if another process must be asked. */
  abstract take(key: string): Quota | Promise<Quota>;

  /** Returns one request, taken before, to the quota of a key. */
  abstract giveBack(key: string): void;
}
