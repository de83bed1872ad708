import type { Instant } from '../domain/instant.ts';

/** Waits until a given time. */
export abstract class Timer {
  /** Resolves at the time `moment`, or when `signal` is aborted. */
  abstract waitUntil(moment: Instant, signal: AbortSignal): Promise<void>;
}
