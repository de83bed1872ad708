import type { UserId } from '../../../domain/identity.ts';
import type { Quota, RateLimiter } from '../../../ports/rate-limiter.ts';

// https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/

type Headers = Readonly<Record<string, string>>;

/** Returns the headers that tell a limited caller what is left. */
export function quotaHeaders(name: string, { policy }: RateLimiter, { remaining, reset }: Quota): Headers {
  return {
    'RateLimit-Policy': `"${name}";q=${policy.requests};w=${policy.seconds}`,
    RateLimit: `"${name}";r=${remaining};t=${reset}`,
  };
}

/** The limit on the requests of a user, whichever credentials the user has. */
export class UserLimit {
  readonly #limiter: RateLimiter | undefined;

  /** @param limiter undefined if there is no limit */
  constructor(limiter: RateLimiter | undefined) {
    this.#limiter = limiter;
  }

  /** Counts a request; returns nothing if there is no limit. */
  async take(user: UserId): Promise<{ readonly quota: Quota; readonly headers: Headers } | undefined> {
    if (this.#limiter === undefined) return undefined;
    const taken = this.#limiter.take(user);
    const quota = taken instanceof Promise ? await taken : taken;
    return { quota, headers: quotaHeaders('user', this.#limiter, quota) };
  }
}
