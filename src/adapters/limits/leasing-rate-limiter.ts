import type { Quota, RateLimiter } from '../../ports/rate-limiter.ts';
import { quotaOf } from './local-rate-limiter.ts';
import type { Grant, Policy } from './window-counter.ts';

// A worker leases small portions of each key's quota from the primary process, which counts for all workers:
//
//   take ──► the lease has a request left ──► granted at once
//    └─────► waiting for a lease, in one batch with all other waiting requests ──► granted, or refused
//
// Unused requests of a lease in one worker are lost to the other workers. So the leases of all workers for one key are
// at most MAX_UNUSED of its quota. More requests than the quota are never granted.
//
// A worker learns how many requests remain in the window only when it gets a lease. So it asks again when a lease is
// older than FRESH_MS, and keeps the unused requests. Otherwise a client that moves to a connection of another worker
// would get outdated `RateLimit` headers.

/** The maximum share of a quota that leases may hold unused, over all workers. */
const MAX_UNUSED = 0.02;

/** How long a worker uses a lease before it asks the primary process again, in milliseconds. */
const FRESH_MS = 1_000;

/** A request to the primary process for a portion of a key's quota. */
export type Ask = readonly [key: string, wanted: number];

/** The primary process, which counts the requests of all workers and grants leases. */
export interface Lender {
  /** Resolves with one grant per ask, in the same order; undefined if the primary process does not answer in time. */
  lease(asks: readonly Ask[]): Promise<readonly Grant[] | undefined>;
  giveBack(key: string): void;
}

interface Lease {
  unused: number;
  /** The time when the lease was granted, in milliseconds of the clock `now`. */
  readonly since: number;
  /** The number of requests left in the window besides this lease, at the time of the grant. */
  readonly remaining: number;
  /** The time when the window ends, in milliseconds of the clock `now`. */
  readonly end: number;
}

type Waiter = (quota: Quota) => void;

/** The rate limiter of one worker among several. It leases portions of each quota from the primary process. */
export class LeasingRateLimiter implements RateLimiter {
  readonly policy: Policy;
  readonly #lender: Lender;
  readonly #unanswered: 'grant' | 'refuse';
  /** The number of requests in a lease. */
  readonly #portion: number;
  readonly #now: () => number;
  readonly #leases = new Map<string, Lease>();
  #waiting = new Map<string, Waiter[]>();
  #isAsking = false;

  /** @param unanswered whether to grant or refuse requests while the primary process does not answer */
  constructor(
    policy: Policy,
    workers: number,
    lender: Lender,
    unanswered: 'grant' | 'refuse',
    now = () => performance.now(),
  ) {
    this.policy = policy;
    this.#unanswered = unanswered;
    this.#lender = lender;
    this.#portion = Math.max(1, Math.floor((policy.requests * MAX_UNUSED) / workers));
    this.#now = now;
  }

  take(key: string): Quota | Promise<Quota> {
    const quota = this.#takeFromLease(key);
    if (quota !== undefined) return quota;
    const { promise, resolve } = Promise.withResolvers<Quota>();
    const waiters = this.#waiting.get(key);
    if (waiters === undefined) this.#waiting.set(key, [resolve]);
    else waiters.push(resolve);
    if (!this.#isAsking) {
      this.#isAsking = true;
      setImmediate(() => void this.#askUntilNoneWaits());
    }
    return promise;
  }

  giveBack(key: string): void {
    this.#lender.giveBack(key);
  }

  #takeFromLease(key: string): Quota | undefined {
    const lease = this.#leases.get(key);
    const now = this.#now();
    if (lease === undefined || lease.unused === 0 || now >= Math.min(lease.end, lease.since + FRESH_MS))
      return undefined;
    lease.unused--;
    return quotaOf({ granted: 1, remaining: lease.remaining + lease.unused, left: lease.end - now });
  }

  /** Asks for leases until no request waits, one batch at a time: two concurrent answers about a key could disagree. */
  async #askUntilNoneWaits(): Promise<void> {
    while (this.#waiting.size > 0) {
      const waiting = [...this.#waiting];
      this.#waiting = new Map();
      this.#forgetEnded();
      for (const [key, waiters] of waiting) this.#settleFromLease(key, waiters);
      const asking = waiting.filter(([, waiters]) => waiters.length > 0);
      if (asking.length === 0) continue;
      const grants = await this.#grantsFor(
        asking.map(([key, { length }]) => [key, length + this.#portion - 1 - this.#unusedOf(key)]),
      );
      for (const [i, [key, waiters]] of asking.entries()) this.#settle(key, waiters, grants[i] as Grant);
    }
    this.#isAsking = false;
  }

  /** Grants as many waiting requests as the lease of their key has left, and removes them from `waiters`. */
  #settleFromLease(key: string, waiters: Waiter[]): void {
    for (let quota = this.#takeFromLease(key); quota !== undefined; ) {
      waiters.shift()?.(quota);
      quota = waiters.length > 0 ? this.#takeFromLease(key) : undefined;
    }
  }

  /** Returns the number of unused requests in the lease of a key, even if the lease is older than FRESH_MS. */
  #unusedOf(key: string): number {
    const lease = this.#leases.get(key);
    return lease !== undefined && lease.end > this.#now() ? lease.unused : 0;
  }

  #settle(key: string, waiters: readonly Waiter[], { granted: added, remaining, left }: Grant): void {
    const granted = added + this.#unusedOf(key);
    const unused = Math.max(0, granted - waiters.length);
    this.#leases.delete(key);
    const now = this.#now();
    if (unused > 0) this.#leases.set(key, { unused, since: now, remaining, end: now + left });
    for (const [i, settle] of waiters.entries()) {
      const rest = remaining + Math.max(0, granted - i - 1);
      settle(quotaOf({ granted: i < granted ? 1 : 0, remaining: rest, left }));
    }
  }

  async #grantsFor(asks: readonly Ask[]): Promise<readonly Grant[]> {
    const grants = await this.#lender.lease(asks);
    const isGranted = this.#unanswered === 'grant';
    return grants ?? asks.map(([, wanted]) => ({ granted: isGranted ? wanted : 0, remaining: 0, left: 0 }));
  }

  #forgetEnded(): void {
    const now = this.#now();
    for (const [key, { end }] of this.#leases) {
      if (end > now) return;
      this.#leases.delete(key);
    }
  }
}
