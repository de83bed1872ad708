import type { Actor } from '../../domain/access/actor.ts';
import type { Instant } from '../../domain/instant.ts';

/** The maximum number of tokens in the cache. So many tokens take about 5 MB. */
const MAX_TOKENS = 10_000;

interface Verified {
  readonly actor: Actor;
  readonly until: Instant;
}

/** A cache of the actors of verified tokens, keyed by the SHA-256 digest of the token. */
export class TokenCache {
  readonly #verified = new Map<string, Verified>();

  get size(): number {
    return this.#verified.size;
  }

  get(digest: string, now: Instant): Actor | undefined {
    const found = this.#verified.get(digest);
    return found !== undefined && now < found.until ? found.actor : undefined;
  }

  add(digest: string, actor: Actor, until: Instant, now: Instant): void {
    if (until <= now) return;
    this.#verified.delete(digest);
    // Drops expired entries, and the oldest ones while the cache is full. Entries are in order of insertion, and so
    // roughly of expiry.
    for (const [oldest, { until }] of this.#verified) {
      if (now < until && this.#verified.size < MAX_TOKENS) break;
      this.#verified.delete(oldest);
    }
    this.#verified.set(digest, { actor, until });
  }
}
