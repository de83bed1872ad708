import type { Instant } from '../instant.ts';
import type { TaskDate } from '../tasks/task-date.ts';
import { type Calendar, calendarOf } from './calendar.ts';
import { type Day, dayOf, timeOf } from './day.ts';

/** A day or an instant, prepared for comparisons with dates: its day in a time zone, and its bounds. */
export interface Span {
  readonly day: Day;
  /** The start of the span, in milliseconds since 1970. */
  readonly from: number;
  /** The end of the span, exclusive, in milliseconds since 1970. */
  readonly to: number;
}

export function spanOfDay(day: Day, calendar: Calendar): Span {
  return { day, from: calendar.firstInstant(day), to: calendar.firstInstant(day + 1) };
}

export function spanOfInstant(instant: number, calendar: Calendar): Span {
  return { day: calendar.dayAt(instant), from: instant, to: instant + 1 };
}

export function spanOf(date: TaskDate | Instant, calendar: Calendar): Span {
  if (typeof date === 'number') return spanOfInstant(date, calendar);
  return isAllDay(date) ? spanOfDay(dayOf(date), calendar) : spanOfInstant(instantOf(date, calendar), calendar);
}

export function isAllDay(date: TaskDate): boolean {
  return date.length === 10;
}

/**
 * Returns the instant of a date in milliseconds since 1970; for an all-day date, the first instant of the day. A
 * floating time is a time in the calendar's zone.
 */
export function instantOf(date: TaskDate, calendar: Calendar): number {
  const day = dayOf(date);
  if (isAllDay(date)) return calendar.firstInstant(day);
  const zone = date.indexOf('[');
  return (zone < 0 ? calendar : calendarOf(date.slice(zone + 1, -1))).instantAt(day, timeOf(date));
}

/**
 * Compares a date with a span: negative if the date is before the span, 0 if within it, positive if after it. An
 * all-day date compares by its day, any other date by its instant.
 */
export function compareToSpan(date: TaskDate | Instant, span: Span, calendar: Calendar): number {
  if (typeof date === 'string' && isAllDay(date)) return dayOf(date) - span.day;
  const instant = typeof date === 'string' ? instantOf(date, calendar) : date;
  if (instant < span.from) return -1;
  return instant < span.to ? 0 : 1;
}
