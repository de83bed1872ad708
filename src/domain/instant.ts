import type { Brand } from './brand.ts';

/** A moment: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = Brand<number, 'Instant'>;

/**
 * Makes an {@link Instant} of milliseconds since 1970.
 *
 * @throws RangeError if they are not a whole number that a calendar can hold
 */
export function instant(milliseconds: number): Instant {
  if (!Number.isInteger(milliseconds) || Math.abs(milliseconds) > 8.64e15) {
    throw new RangeError(`not an instant: ${milliseconds}`);
  }
  return milliseconds as Instant;
}

/** The later of `now` and one millisecond after `previous`: successive changes never share a moment. */
export function strictlyAfter(previous: Instant, now: Instant): Instant {
  return instant(Math.max(now, previous + 1));
}
