import type { Instant } from '../domain/instant.ts';

/** Tells the time. */
export abstract class Clock {
  abstract now(): Instant;
}
