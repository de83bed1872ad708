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

/** In milliseconds, as an {@link Instant} is. */
export const HOUR = 60 * 60 * 1000;
export const DAY = 24 * HOUR;

const [TWO_DIGITS, THREE_DIGITS] = [2, 3].map((width) =>
  Array.from({ length: 10 ** width }, (_, number) => String(number).padStart(width, '0')),
) as [string[], string[]];

/** Dates by the number of their day, as the C library takes long to print one, and few are asked for again and again. */
const dates = new Map<number, string>();
/** How many are remembered: those of ten years. */
const MAX_DATES = 3_653;

function dateOf(day: number): string {
  const known = dates.get(day);
  if (known !== undefined) return known;
  if (dates.size >= MAX_DATES) dates.clear();
  const date = new Date(day * DAY).toISOString().slice(0, -'00:00:00.000Z'.length);
  dates.set(day, date);
  return date;
}

/**
 * RFC 3339 in UTC, always of one width, so that comparing text compares time. What `Date` makes of it is printed by the C
 * library, which for the tasks of a list takes about as long as all else that it takes to write them.
 */
export function timestamp(at: Instant): string {
  const day = Math.floor(at / DAY);
  const ms = at - day * DAY;
  const hours = TWO_DIGITS[Math.floor(ms / HOUR)];
  const minutes = TWO_DIGITS[Math.floor(ms / 60_000) % 60];
  const seconds = TWO_DIGITS[Math.floor(ms / 1_000) % 60];
  return `${dateOf(day)}${hours}:${minutes}:${seconds}.${THREE_DIGITS[ms % 1_000]}Z`;
}
