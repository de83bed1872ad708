import { type Instant, instant } from '../../../domain/instant.ts';
import { type TaskDate, taskDate } from '../../../domain/tasks/task-date.ts';
import type { WrittenDate } from './written-date.ts';

/**
 * Converts a date of an imported file to a start or due date. A time with an offset becomes local time in `zone`, or in
 * UTC if `zone` is null. A time without an offset stays as it is, and is floating if `zone` is null. Returns null if
 * the result is not in the years 1 to 9999.
 */
export function toTaskDate(date: WrittenDate, zone: string | null): TaskDate | null {
  if (date.time === null) return taskDate(date.day);
  if (date.offset === null) return local(`${date.day}T${date.time}`, zone);
  const moment = epochOf(date);
  return (zone === null ? null : atZone(moment, zone)) ?? atZone(moment, 'UTC');
}

/**
 * Converts a date to an instant by its offset, else by `zone`, else as UTC. A day without a time means its midnight.
 */
export function toInstant(date: WrittenDate, zone: string | null): Instant {
  if (date.offset !== null || zone === null) return instant(epochOf(date) + date.milliseconds);
  return instant(localOf(date).toZonedDateTime(zone).epochMilliseconds + date.milliseconds);
}

/** Converts milliseconds since 1970 to local time in a zone. Returns null outside the years 1 to 9999. */
export function atZone(moment: number, zone: string): TaskDate | null {
  const zoned = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone);
  if (zoned.year < 1 || zoned.year > 9999) return null;
  return local(zoned.toPlainDateTime().toString({ smallestUnit: 'second' }), zone);
}

/** Returns a local time as the start or due date of a task, without its seconds if these are 0. */
export function local(text: string, zone: string | null): TaskDate {
  return taskDate(
    `${text.endsWith(':00') && text.length > 16 ? text.slice(0, -3) : text}${zone === null ? '' : `[${zone}]`}`,
  );
}

/** Returns a date in UTC as text for the description of a task: `2026-03-02T08:15Z`. */
export function stamp(date: WrittenDate): string {
  return `${new Date(epochOf(date)).toISOString().slice(0, -8)}Z`;
}

/** Returns a date as milliseconds since 1970, rounded down to seconds. */
function epochOf(date: WrittenDate): number {
  return localOf(date).toZonedDateTime('UTC').epochMilliseconds - (date.offset ?? 0) * 60_000;
}

function localOf(date: WrittenDate): Temporal.PlainDateTime {
  return Temporal.PlainDateTime.from(`${date.day}T${date.time ?? '00:00:00'}`);
}
