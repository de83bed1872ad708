/** How many requests a window grants, and its length. */
export interface Policy {
  readonly requests: number;
  readonly seconds: number;
}

/** The part of a quota that was granted. */
export interface Grant {
  /** The number of requests that are granted. */
  readonly granted: number;
  /** How many more requests the window grants. */
  readonly remaining: number;
  /** Milliseconds until the window ends. */
  readonly left: number;
}

interface Window {
  used: number;
  readonly end: number;
}

/** The most windows that are kept. Beyond it the oldest is forgotten: addresses of IPv6 cost a client nothing. */
const MAX_WINDOWS = 100_000;

/** Counts requests by key, in windows of time that begin with the first request of their key. */
export class WindowCounter {
  readonly policy: Policy;
  readonly #now: () => number;
  /** In the order of their ends, because all windows have the same length. */
  readonly #windows = new Map<string, Window>();

  /** @param now returns the time in milliseconds, from any start, which never goes back */
  constructor(policy: Policy, now: () => number = () => performance.now()) {
    this.policy = policy;
    this.#now = now;
  }

  /** The number of windows in memory. */
  get size(): number {
    return this.#windows.size;
  }

  /** Takes up to `wanted` requests from the window of a key: as many as it has left. */
  take(key: string, wanted: number): Grant {
    const now = this.#now();
    this.#forgetEnded(now);
    const window = this.#windows.get(key) ?? this.#open(key, now);
    const granted = Math.min(wanted, this.policy.requests - window.used);
    window.used += granted;
    return { granted, remaining: this.policy.requests - window.used, left: window.end - now };
  }

  /** Gives one request back to the window of a key. */
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
