/** A rate limit: the number of requests in a window of time, and the length of the window. */
export interface Policy {
  readonly requests: number;
  readonly seconds: number;
}

/** The result of taking requests from a key's window: the requests granted, and the state of the window afterwards. */
export interface Grant {
  /** The number of requests granted to the caller. */
  readonly granted: number;
  /** The number of requests that are left in the window. */
  readonly remaining: number;
  /** Milliseconds until the window ends. */
  readonly left: number;
}

interface Window {
  used: number;
  readonly end: number;
}

/** The maximum number of windows in memory, as one client may use many IPv6 networks. Beyond it, the oldest goes. */
const MAX_WINDOWS = 100_000;

/** Counts requests by key, in windows of time that begin with the first request of their key. */
export class WindowCounter {
  readonly policy: Policy;
  readonly #now: () => number;
  /** The windows by key, in the order of their ends, because all windows have the same length. */
  readonly #windows = new Map<string, Window>();

  /** @param now a monotonic clock in milliseconds, with any starting point */
  constructor(policy: Policy, now: () => number = () => performance.now()) {
    this.policy = policy;
    this.#now = now;
  }

  /** The number of windows in memory. */
  get size(): number {
    return this.#windows.size;
  }

  /** Takes `wanted` requests from the window of a key, or as many as are left. */
  take(key: string, wanted: number): Grant {
    const now = this.#now();
    this.#forgetEnded(now);
    const window = this.#windows.get(key) ?? this.#open(key, now);
    const granted = Math.min(wanted, this.policy.requests - window.used);
    window.used += granted;
    return { granted, remaining: this.policy.requests - window.used, left: window.end - now };
  }

  /** Gives one taken request back to the window of a key. */
  giveBack(key: string): void {
    const window = this.#windows.get(key);
    if (window !== undefined && window.used > 0) window.used--;
  }

  #open(key: string, now: number): Window {
    const window = { used: 0, end: now + this.policy.seconds * 1000 };
    this.#windows.set(key, window);
    return window;
  }

  #forgetEnded(now: number): void {
    for (const [key, { end }] of this.#windows) {
      if (end > now && this.#windows.size < MAX_WINDOWS) return;
      this.#windows.delete(key);
    }
  }
}
