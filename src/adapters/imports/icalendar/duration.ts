import type { TaskDate } from '../../../domain/tasks/task-date.ts';
import { atZone, local, toInstant } from '../dates/task-dates.ts';
import type { CalendarDate } from './calendar-dates.ts';

const FORM = /^\+?P(?:(\d{1,6})W)?(?:(\d{1,7})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/;

/**
 * Returns the end of a period from its start and a duration such as `PT1H30M` (RFC 5545, section 3.3.6). Days are
 * calendar days; hours are elapsed hours. Null if the duration is malformed or negative, or if the end is after the
 * year 9999. Null also if the start has no time, and the duration is not whole days.
 */
export function endOf({ date, zone }: CalendarDate, duration: string): TaskDate | null {
  const [found, ...numbers] = FORM.exec(duration.trim()) ?? [];
  if (found === undefined || numbers.every((number) => number === undefined)) return null;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = numbers.map((number) => Number(number ?? 0));
  const span = { days: weeks * 7 + days, hours, minutes, seconds };
  if (date.time === null) return endOfDays(date.day, span);
  if (date.offset === null && zone === null) {
    const end = Temporal.PlainDateTime.from(`${date.day}T${date.time}`).add(span);
    return end.year > 9999 ? null : local(end.toString({ smallestUnit: 'second' }), null);
  }
  const start = Temporal.Instant.fromEpochMilliseconds(toInstant(date, zone));
  return atZone(start.toZonedDateTimeISO(zone ?? 'UTC').add(span).epochMilliseconds, zone ?? 'UTC');
}

function endOfDays(
  day: string,
  span: { days: number; hours: number; minutes: number; seconds: number },
): TaskDate | null {
  if (span.hours % 24 !== 0 || span.minutes !== 0 || span.seconds !== 0) return null;
  const end = Temporal.PlainDate.from(day).add({ days: span.days + span.hours / 24 });
  return end.year > 9999 ? null : local(end.toString(), null);
}
