import type { Instant } from '../instant.ts';
import type { Calendar } from '../time/calendar.ts';
import { type Span, spanOfDay, spanOfInstant } from '../time/span.ts';
import type { DateValue } from './filter.ts';

/** Returns the day or instant that a date value of a filter means at the moment `now`. */
export function spanOfValue(value: DateValue, calendar: Calendar, now: Instant): Span {
  switch (value.kind) {
    case 'day':
      return spanOfDay(value.day, calendar);
    case 'today':
      return spanOfDay(calendar.dayAt(now) + value.days, calendar);
    case 'floating':
      return spanOfInstant(calendar.instantAt(value.day, value.time), calendar);
    case 'instant':
      return spanOfInstant(value.instant, calendar);
    case 'now':
      return spanOfInstant(now + value.milliseconds, calendar);
  }
}
