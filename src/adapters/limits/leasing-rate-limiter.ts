import type { Quota, RateLimiter } from '../../ports/rate-limiter.ts';
import { quotaOf } from './local-rate-limiter.ts';
import type { Grant, Policy } from './window-counter.ts';

// A worker leases small portions of each key's quota from the primary process, which counts for all workers:
//
//   take ──► lease has a request left ──► granted at once
//    └─────► waiting ──► asked, with all that wait, when no other answer is due ──► granted, or refused
//
// A lease may end unused in one worker while another is refused. So all leases of a key together are at most
// MAX_UNUSED of its quota. More requests than the quota are never granted.
//
// A lease knows the rest of its window only as of its grant. So a lease older than FRESH_MS is asked for again, and
// what it has left is kept: a client that changes its connection is not told an old rest.

/** The part of a quota that may be left unused in leases. */
const MAX_UNUSED = 0.02;

/** How long a lease is used without asking, in milliseconds. */
const FRESH_MS = 1_000;

/** A request for a portion of the quota of a key. */
export type Ask = readonly [key: string, wanted: number];

/** The process that counts for all. */
export interface Lender {
  /** Resolves with the grants for some keys, in their order; with undefined if no answer comes in time. */
  lease(asks: readonly Ask[]): Promise<readonly Grant[] | undefined>;
  giveBack(key: string): void;
}

interface Lease {
  unused: number;
  /** When the lease was granted. */
  readonly since: number;
  /** The rest of the window besides this lease, when the lease was granted. */
  readonly remaining: number;
  /** When the window ends. */
  readonly end: number;
}

type Waiter = (quota: Quota) => void;

/** Counts the requests of one worker among several. */
export class LeasingRateLimiter implements RateLimiter {
  readonly policy: Policy;
  readonly #lender: Lender;
  readonly #unanswered: 'grant' | 'refuse';
  /** The size of a lease, in requests. */
  readonly #portion: number;
  readonly #now: () => number;
  readonly #leases = new Map<string, Lease>();
  #waiting = new Map<string, Waiter[]>();
  #isAsking = false;

  /** @param unanswered whether requests are granted or refused while the lender does not answer */
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

  /** Asks for one turn's requests after the other: of two answers at once for a key, each would have its own rest. */
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

  /** Settles as many requests as the lease of their key has left, and removes them. */
  #settleFromLease(key: string, waiters: Waiter[]): void {
    for (let quota = this.#takeFromLease(key); quota !== undefined; ) {
      waiters.shift()?.(quota);
      quota = waiters.length > 0 ? this.#takeFromLease(key) : undefined;
    }
  }

  /** Returns the requests that the lease of a key has left, also if the lease is no longer fresh. */
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
