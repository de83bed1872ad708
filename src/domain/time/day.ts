import { DAY, HOUR } from '../instant.ts';

/** A day of the calendar: whole days since 1970-01-01. */
export type Day = number;

/** A minute, in milliseconds. */
const MINUTE = 60_000;

/**
 * Returns the day that a text of the form `YYYY-MM-DD…` begins with. The day must exist.
 *
 * Computes the day without `Date`, which takes the years 0 to 99 for 1900 to 1999. Allocates nothing, because a filter
 * reads the date of each task. Algorithm: https://howardhinnant.github.io/date_algorithms.html#days_from_civil
 */
export function dayOf(text: string): Day {
  const month = twoDigits(text, 5);
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2) - (month <= 2 ? 1 : 0);
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + twoDigits(text, 8) - 1;
  const leapDays = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  return year * 365 + leapDays + dayOfYear - 719_468;
}

/** Returns the milliseconds from midnight to the time in text of the form `YYYY-MM-DDTHH:MM[:SS]…`. */
export function timeOf(text: string): number {
  const seconds = text[16] === ':' ? twoDigits(text, 17) : 0;
  return twoDigits(text, 11) * HOUR + twoDigits(text, 14) * MINUTE + seconds * 1000;
}

/** Returns the day at an instant in UTC. */
export function utcDayAt(instant: number): Day {
  return Math.floor(instant / DAY);
}

function twoDigits(text: string, index: number): number {
  return (text.charCodeAt(index) - 48) * 10 + text.charCodeAt(index + 1) - 48;
}
