import { DAY } from '../../domain/instant.ts';
import type { TaskDate } from '../../domain/tasks/task-date.ts';
import { calendarOf } from '../../domain/time/calendar.ts';
import type { Day } from '../../domain/time/day.ts';
import { instantOf, isAllDay } from '../../domain/time/span.ts';

/** The language, the time zone and the current day of the reader, on which the words for a date depend. */
export interface Reader {
  readonly language: string;
  readonly zone: string;
  readonly today: Day;
}

/** The number of days after today for which the page shows the weekday instead of the date. */
const NAMED_DAYS = 6;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let found = formats.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(language, options);
    formats.set(key, found);
  }
  return found;
}

/** Returns a day in words: `today`, `tomorrow`, `Friday`, `12 Dec`, `12 Dec 2027`. */
export function dayWords(day: Day, { language, today }: Reader): string {
  const distance = day - today;
  if (Math.abs(distance) <= 1)
    return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(distance, 'day');
  const date = new Date(day * DAY);
  if (distance > 0 && distance <= NAMED_DAYS)
    return format(language, { weekday: 'long', timeZone: 'UTC' }).format(date);
  const isThisYear = date.getUTCFullYear() === new Date(today * DAY).getUTCFullYear();
  const year = isThisYear ? {} : ({ year: 'numeric' } as const);
  return format(language, { day: 'numeric', month: 'short', ...year, timeZone: 'UTC' }).format(date);
}

/** Returns a day as the heading of a group of tasks: `Tomorrow · Friday, 4 December`. */
export function dayHeading(day: Day, reader: Reader): string {
  const date = new Date(day * DAY);
  const isThisYear = date.getUTCFullYear() === new Date(reader.today * DAY).getUTCFullYear();
  const year = isThisYear ? {} : ({ year: 'numeric' } as const);
  const options = { weekday: 'long', day: 'numeric', month: 'short', ...year, timeZone: 'UTC' } as const;
  const long = format(reader.language, options).format(date);
  return Math.abs(day - reader.today) <= 1 ? `${capital(dayWords(day, reader), reader.language)} · ${long}` : long;
}

/** Returns a date of a task in words, with the time of day if it has one. */
export function dateWords(date: TaskDate, reader: Reader): string {
  const calendar = calendarOf(reader.zone);
  const instant = instantOf(date, calendar);
  const day = dayWords(calendar.dayAt(instant), reader);
  return isAllDay(date) ? day : `${day} ${clockWords(instant, reader)}`;
}

/** Returns the time of day of an instant (in milliseconds since 1970), such as `15:40`. */
export function clockWords(instant: number, { language, zone }: Reader): string {
  return format(language, { hour: 'numeric', minute: '2-digit', timeZone: zone }).format(instant);
}

/** Returns the date and the time of an instant (in milliseconds since 1970), such as `28 Nov 2026, 15:40`. */
export function momentWords(instant: number, { language, zone }: Reader): string {
  return format(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(instant);
}

/** Returns a text with its first letter in upper case. */
export function capital(text: string, language: string): string {
  const [first = ''] = text;
  return first.toLocaleUpperCase(language) + text.slice(first.length);
}
