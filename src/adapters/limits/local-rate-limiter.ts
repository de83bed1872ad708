import type { Quota, RateLimiter } from '../../ports/rate-limiter.ts';
import type { Grant, Policy, WindowCounter } from './window-counter.ts';

/** The rate limiter of a service with a single process. */
export class LocalRateLimiter implements RateLimiter {
  readonly #counter: WindowCounter;

  constructor(counter: WindowCounter) {
    this.#counter = counter;
  }

  get policy(): Policy {
    return this.#counter.policy;
  }

  take(key: string): Quota {
    return quotaOf(this.#counter.take(key, 1));
  }

  giveBack(key: string): void {
    this.#counter.giveBack(key);
  }
}

/** Converts the counter's answer about one request to the quota of the request's key. */
export function quotaOf({ granted, remaining, left }: Grant): Quota {
  return { isGranted: granted > 0, remaining, reset: Math.max(1, Math.ceil(left / 1000)) };
}
