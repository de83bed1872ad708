import { type Instant, instant } from '../../../domain/instant.ts';
import { type TaskDate, taskDate } from '../../../domain/tasks/task-date.ts';
import type { WrittenDate } from './written-date.ts';

/**
 * Returns a date in the form of task dates. An instant becomes a local time in its zone, or in UTC if it has none. A
 * local time keeps its zone, or is floating. Null if an instant lies outside the years 1 to 9999.
 */
export function toTaskDate(date: WrittenDate, zone: string | null): TaskDate | null {
  if (date.time === null) return taskDate(date.day);
  if (date.offset === null) return local(`${date.day}T${date.time}`, zone);
  const moment = epochOf(date);
  return (zone === null ? null : atZone(moment, zone)) ?? atZone(moment, 'UTC');
}

/** Returns the moment of a date by its offset, or else by `zone`, or else in UTC. A day alone means its midnight. */
export function toInstant(date: WrittenDate, zone: string | null): Instant {
  if (date.offset !== null || zone === null) return instant(epochOf(date) + date.milliseconds);
  return instant(localOf(date).toZonedDateTime(zone).epochMilliseconds + date.milliseconds);
}

/** Converts a moment, in milliseconds since 1970, to local time in a zone. Null outside the years 1 to 9999. */
export function atZone(moment: number, zone: string): TaskDate | null {
  const zoned = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone);
  if (zoned.year < 1 || zoned.year > 9999) return null;
  return local(zoned.toPlainDateTime().toString({ smallestUnit: 'second' }), zone);
}

/** Returns a local time as a task date, without its seconds if these are 0. */
export function local(text: string, zone: string | null): TaskDate {
  return taskDate(
    `${text.endsWith(':00') && text.length > 16 ? text.slice(0, -3) : text}${zone === null ? '' : `[${zone}]`}`,
  );
}

/** Returns the moment of a date as comments and notes show it: `2026-03-02T08:15Z`. */
export function stamp(date: WrittenDate): string {
  return `${new Date(epochOf(date)).toISOString().slice(0, -8)}Z`;
}

/** Returns the milliseconds since 1970, without the fraction of the second. */
function epochOf(date: WrittenDate): number {
  return localOf(date).toZonedDateTime('UTC').epochMilliseconds - (date.offset ?? 0) * 60_000;
}

function localOf(date: WrittenDate): Temporal.PlainDateTime {
  return Temporal.PlainDateTime.from(`${date.day}T${date.time ?? '00:00:00'}`);
}
