import type { Brand } from './brand.ts';

/** A moment: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = Brand<number, 'Instant'>;

/**
 * Returns milliseconds since 1970 as an {@link Instant}.
 *
 * @throws RangeError if `milliseconds` is not whole, or beyond the range of `Date`
 */
export function instant(milliseconds: number): Instant {
  if (!Number.isInteger(milliseconds) || Math.abs(milliseconds) > 8.64e15) {
    throw new RangeError(`not an instant: ${milliseconds}`);
  }
  return milliseconds as Instant;
}

/** Returns `now`, but at least one millisecond after `previous`: no two versions of a task share a time. */
export function strictlyAfter(previous: Instant, now: Instant): Instant {
  return instant(Math.max(now, previous + 1));
}

/** An hour, in milliseconds. */
export const HOUR = 60 * 60 * 1000;
/** A day of 24 hours, in milliseconds. */
export const DAY = 24 * HOUR;
