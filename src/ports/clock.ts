import type { Instant } from '../domain/instant.ts';

/** The current time. */
export abstract class Clock {
  abstract now(): Instant;
}
