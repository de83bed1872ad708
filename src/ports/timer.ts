import type { Instant } from '../domain/instant.ts';

/** Waits until a moment of the clock. */
export abstract class Timer {
  /** Resolves at a moment, or when `signal` is aborted. */
  abstract waitUntil(moment: Instant, signal: AbortSignal): Promise<void>;
}
