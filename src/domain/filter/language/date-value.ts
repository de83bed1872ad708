import { InvalidValue } from '../../errors.ts';
import { DAY, HOUR } from '../../instant.ts';
import { taskDate } from '../../tasks/task-date.ts';
import { calendarOf } from '../../time/calendar.ts';
import { dayOf, timeOf } from '../../time/day.ts';
import { isAllDay } from '../../time/span.ts';
import type { DateValue } from '../filter.ts';

const RELATIVE = /^(?:(today)(?:([+-]\d{1,6})d)?|now(?:([+-]\d{1,6})([hmd]))?)$/;
const FRACTION = /^(.{16}:\d\d)\.(\d{1,3})/;
const UNITS: Readonly<Record<string, number>> = { h: HOUR, m: HOUR / 60, d: DAY };

/** An example of each form of a date, for error messages. */
const DATE_FORMS = '2026-03-29, 2026-03-29T14:30, 2026-03-29T14:30[Europe/Berlin], today+7d or now-2h';

/** A time with an offset and a zone, as Temporal writes it. The groups capture the time and the zone. */
const OFFSET_AND_ZONE = /^(.{16,23})[+-]\d\d(?::?\d\d)?(\[[A-Za-z][\w/+-]{0,63}\])$/;

const PROBLEMS: Readonly<Record<string, string>> = {
  zone_required: 'expected a time zone in place of the offset, such as 2026-03-29T14:30[Europe/Berlin]',
  unknown_zone: 'expected a time zone that exists, such as Europe/Berlin',
};

/** Returns the date in `text`, or else an error message. `after` is the field and operator before the date: `due <`. */
export function dateValue(text: string, after: string): DateValue | string {
  const relative = RELATIVE.exec(text);
  if (relative !== null) return relativeDate(relative);
  const [, upToSeconds = '', fraction = ''] = FRACTION.exec(text) ?? [];
  const whole = fraction === '' ? text : upToSeconds + text.slice(upToSeconds.length + 1 + fraction.length);
  try {
    return absoluteDate(whole, Number(fraction.padEnd(3, '0')));
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    return problemOf(error, text) ?? `expected a date after "${after}": ${DATE_FORMS}`;
  }
}

function problemOf({ rule }: InvalidValue, text: string): string | undefined {
  const [, local, zone] = OFFSET_AND_ZONE.exec(text) ?? [];
  if (rule !== 'zone_required' || zone === undefined) return PROBLEMS[rule];
  return `expected the time zone without the offset: ${local}${zone}`;
}

function relativeDate([, today, days = '0', count = '0', unit = 'd']: RegExpExecArray): DateValue {
  // Adding 0 turns the -0 of `today-0d` into 0.
  if (today !== undefined) return { kind: 'today', days: Number(days) + 0 };
  return { kind: 'now', milliseconds: Number(count) * (UNITS[unit] as number) + 0 };
}

/** @throws InvalidValue if the text is not a date that a task can have */
function absoluteDate(text: string, milliseconds: number): DateValue {
  const date = taskDate(text);
  const day = dayOf(date);
  if (isAllDay(date)) return { kind: 'day', day };
  const time = timeOf(date) + milliseconds;
  const zone = date.indexOf('[');
  if (zone < 0) return { kind: 'floating', day, time };
  return { kind: 'instant', instant: calendarOf(date.slice(zone + 1, -1)).instantAt(day, time) };
}
