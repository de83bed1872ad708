import type { Day } from '../../../domain/time/day.ts';

/** The weekday of day 0, 1970-01-01, which was a Thursday. */
const FIRST_WEEKDAY = 4;
const WEEK = 7;

/**
 * Returns the first day after `today` that has the given weekday.
 *
 * @param weekday 1 is Monday, 7 is Sunday
 */
export function nextWeekday(today: Day, weekday: number): Day {
  const present = (((today + FIRST_WEEKDAY) % WEEK) + WEEK) % WEEK;
  return today + ((weekday - present + WEEK - 1) % WEEK) + 1;
}
