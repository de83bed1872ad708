import { type Instant, instant } from '../../domain/instant.ts';
import type { Clock } from '../../ports/clock.ts';

/** The machine's clock. */
export class SystemClock implements Clock {
  now(): Instant {
    return instant(Date.now());
  }
}
