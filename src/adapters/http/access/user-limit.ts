import type { UserId } from '../../../domain/identity.ts';
import type { Quota, RateLimiter } from '../../../ports/rate-limiter.ts';

// The RateLimit headers: https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/

type Headers = Readonly<Record<string, string>>;

/** Returns the `RateLimit` headers, which tell a client its policy, remaining requests and reset time. */
export function quotaHeaders(name: string, { policy }: RateLimiter, { remaining, reset }: Quota): Headers {
  return {
    'RateLimit-Policy': `"${name}";q=${policy.requests};w=${policy.seconds}`,
    RateLimit: `"${name}";r=${remaining};t=${reset}`,
  };
}

/** A rate limit per user, shared by all credentials of the user. */
export class UserLimit {
  readonly #limiter: RateLimiter | undefined;

  /** @param limiter undefined if there is no limit */
  constructor(limiter: RateLimiter | undefined) {
    this.#limiter = limiter;
  }

  /** Counts a request of a user. Returns the rest of the quota; undefined if there is no limit. */
  async take(user: UserId): Promise<{ readonly quota: Quota; readonly headers: Headers } | undefined> {
    if (this.#limiter === undefined) return undefined;
    const taken = this.#limiter.take(user);
    const quota = taken instanceof Promise ? await taken : taken;
    return { quota, headers: quotaHeaders('user', this.#limiter, quota) };
  }
}
