/** The rest of a quota after a request. */
export interface Quota {
  readonly isGranted: boolean;
  /** How many more requests are granted before the reset. */
  readonly remaining: number;
  /** Seconds until the quota is full again: a whole number, at least 1. */
  readonly reset: number;
}

/** Counts requests by key in windows of time, each of which begins with the first request of its key. */
export abstract class RateLimiter {
  /** How many requests a window grants, and its length in seconds. */
  abstract readonly policy: { readonly requests: number; readonly seconds: number };

  /** Takes one request from the quota of a key. Returns no promise if the answer is known in this process. */
  abstract take(key: string): Quota | Promise<Quota>;

  /** Gives back a request that was taken, because it does not count. */
  abstract giveBack(key: string): void;
}
