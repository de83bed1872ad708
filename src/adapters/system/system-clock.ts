import { type Instant, instant } from '../../domain/instant.ts';
import type { Clock } from '../../ports/clock.ts';

/** A clock that returns the system time. */
export class SystemClock implements Clock {
  now(): Instant {
    return instant(Date.now());
  }
}
