import type { Brand } from '../brand.ts';
import { InvalidValue } from '../errors.ts';
import { requireZone } from '../time/zone.ts';

/**
 * The date on which a task starts or is due, stored as written. There are three kinds of dates:
 *
 * - `2026-03-29`, all day
 * - `2026-03-29T14:30`, floating: 14:30 in whatever time zone the user is; the seconds are optional
 * - `2026-03-29T14:30[Europe/Berlin]`, zoned; `2026-03-29T14:30Z` is kept as `2026-03-29T14:30[UTC]`
 */
export type TaskDate = Brand<string, 'TaskDate'>;

const FORM = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d(?::?\d\d)?(?:\[[^[\]]*\])?|\[[^[\]]*\])?)?$/;
/**
 * The length to which text is cut before it is parsed, in UTF-16 units. No valid date is longer.
 */
const MAX_LENGTH = 100;
const OFFSET = /^\[?[+-]\d/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/;

/**
 * Returns text as a task date. Does not parse it with Temporal, which drops times, adds midnights and accepts offsets
 * as zones.
 *
 * @throws InvalidValue `not_a_date`, `zone_required` or `unknown_zone`
 */
export function taskDate(text: string): TaskDate {
  const [, date, time, zone = ''] = FORM.exec(text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}]` : text) ?? [];
  if (date === undefined || !isDate(date) || (time !== undefined && !TIME.test(time))) {
    throw new InvalidValue('not_a_date');
  }
  if (OFFSET.test(zone)) throw new InvalidValue('zone_required');
  if (zone === 'Z') return `${date}T${time}[UTC]` as TaskDate;
  if (zone !== '') requireZone(zone.slice(1, -1));
  return text as TaskDate;
}

/** Returns whether text of the form `YYYY-MM-DD` is a day of the calendar. */
function isDate(text: string): boolean {
  const [year, month, day] = text.split('-').map(Number) as [number, number, number];
  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}
