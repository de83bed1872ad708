import type { Instant } from '../../../domain/instant.ts';

/**
 * From this year on, no dates are read. So a date such as `in 999 years` always has a year of four digits, which tasks
 * require.
 */
const LAST_YEAR = 9000;

/** The moment at which a quick-add line is read, and the day of that moment in the user's time zone. */
export interface Today {
  readonly now: Instant;
  readonly zone: string;
  readonly day: Temporal.PlainDate;
}

/**
 * Returns a moment with its day in a time zone; undefined if the moment is in a year in which no dates are read.
 *
 * @throws RangeError if the zone is unknown
 */
export function todayAt(now: Instant, zone: string): Today | undefined {
  const day = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  return day.year > 0 && day.year < LAST_YEAR ? { now, zone, day } : undefined;
}

/**
 * Returns a calendar date; undefined if it does not exist or is in the past. Without a year, returns the next date with
 * this month and day.
 */
export function futureDay({ day: today }: Today, year: number | undefined, month: number, day: number) {
  // Nine years in a row always have a 29th of February, even around the year 2100, which is no leap year.
  const years = year === undefined ? Array.from({ length: 9 }, (_, i) => today.year + i) : [year];
  for (const each of years) {
    const date = dayOrUndefined(each, month, day);
    if (date !== undefined && Temporal.PlainDate.compare(date, today) >= 0) return date;
  }
  return undefined;
}

/** Returns the first day, at least `least` days after today, that has the weekday `name` (1 is Monday). */
export function nextNamed({ day: today }: Today, name: number, least: number): Temporal.PlainDate {
  const first = today.add({ days: least });
  return first.add({ days: (name - first.dayOfWeek + 7) % 7 });
}

/** Returns the Monday of next week. Weeks begin on Monday (ISO 8601). */
export function nextMonday({ day: today }: Today): Temporal.PlainDate {
  return today.add({ days: 8 - today.dayOfWeek });
}

/**
 * Returns a day and a time in the format of a task's date. A time without a day means today, or tomorrow if it has
 * passed today.
 */
export function dateText(today: Today, day: Temporal.PlainDate | undefined, time: string | undefined): string {
  if (time === undefined) return `${day ?? today.day}`;
  if (day !== undefined) return `${day}T${time}`;
  const isPast =
    Temporal.PlainDateTime.from(`${today.day}T${time}`).toZonedDateTime(today.zone).epochMilliseconds <= today.now;
  return `${isPast ? today.day.add({ days: 1 }) : today.day}T${time}`;
}

function dayOrUndefined(year: number, month: number, day: number): Temporal.PlainDate | undefined {
  if (month < 1 || month > 12 || day < 1) return undefined;
  const date = Temporal.PlainDate.from({ year, month, day });
  return date.day === day ? date : undefined;
}
