import type { Instant } from '../../../domain/instant.ts';

/** The days that a task can have (see the domain's `taskDate`), with room for the longest `in 999 years`. */
const LAST_YEAR = 9000;

/** The moment at which a line is read, in the zone of its user. */
export interface Today {
  readonly now: Instant;
  readonly zone: string;
  readonly day: Temporal.PlainDate;
}

/** Returns undefined if the clock is so far off that no date could be told. @throws RangeError if there is no such zone */
export function todayAt(now: Instant, zone: string): Today | undefined {
  const day = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  return day.year > 0 && day.year < LAST_YEAR ? { now, zone, day } : undefined;
}

/** Returns a day of the calendar that is not past; undefined if there is none. Without a year, the next such day. */
export function futureDay({ day: today }: Today, year: number | undefined, month: number, day: number) {
  // Eight years hold a 29th of February, also around 2100, which has none.
  const years = year === undefined ? Array.from({ length: 9 }, (_, i) => today.year + i) : [year];
  for (const each of years) {
    const date = dayOrUndefined(each, month, day);
    if (date !== undefined && Temporal.PlainDate.compare(date, today) >= 0) return date;
  }
  return undefined;
}

/** Returns the next day with this name, 1 for Monday: at the earliest `least` days from now. */
export function nextNamed({ day: today }: Today, name: number, least: number): Temporal.PlainDate {
  const first = today.add({ days: least });
  return first.add({ days: (name - first.dayOfWeek + 7) % 7 });
}

/** Returns Monday of next week. Weeks begin on Monday (ISO 8601). */
export function nextMonday({ day: today }: Today): Temporal.PlainDate {
  return today.add({ days: 8 - today.dayOfWeek });
}

/** Returns the date of a task from the day and time of its chips. A time alone is today's, or tomorrow's if it is past. */
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
