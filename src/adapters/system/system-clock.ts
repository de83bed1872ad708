import { type Instant, instant } from '../../domain/instant.ts';
import type { Clock } from '../../ports/clock.ts';

/** A clock that returns the time of the machine. */
export class SystemClock implements Clock {
  now(): Instant {
    return instant(Date.now());
  }
}
