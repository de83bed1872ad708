import { type Instant, instant } from '../../src/domain/instant.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Timer } from '../../src/ports/timer.ts';

interface Waiter {
  readonly moment: Instant;
  wake(): void;
}

/** A clock that only the test advances, and a timer whose waits end by this clock. */
export class FakeTime implements Clock, Timer {
  #now: Instant;
  readonly #waiters = new Set<Waiter>();

  constructor(now: Instant) {
    this.#now = now;
  }

  now(): Instant {
    return this.#now;
  }

  /** The times at which the pending waits end. */
  get awaited(): Instant[] {
    return [...this.#waiters].map(({ moment }) => moment);
  }

  /** Advances the clock by some milliseconds, and ends all waits that are due by the new time. */
  advance(milliseconds: number): void {
    this.#now = instant(this.#now + milliseconds);
    for (const { moment, wake } of this.#waiters) if (moment <= this.#now) wake();
  }

  waitUntil(moment: Instant, signal: AbortSignal): Promise<void> {
    if (moment <= this.#now || signal.aborted) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiter: Waiter = { moment, wake: resolve };
    this.#waiters.add(waiter);
    signal.addEventListener('abort', () => resolve());
    return promise.finally(() => this.#waiters.delete(waiter));
  }
}
