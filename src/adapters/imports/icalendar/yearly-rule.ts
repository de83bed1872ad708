import { readBasic } from '../dates/written-date.ts';

const DAY = 24 * 60 * 60_000;
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const KNOWN = new Set(['FREQ', 'BYMONTH', 'BYDAY', 'BYMONTHDAY', 'UNTIL', 'INTERVAL', 'WKST']);

/**
 * A recurrence rule such as `FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU`. Its times are local, as milliseconds since 1970 of the
 * same time in UTC.
 */
export interface YearlyRule {
  readonly start: number;
  /** The local time after which the rule no longer applies. */
  readonly until: number;
  /** The month: 0 is January. */
  readonly month: number;
  /** The weekday: 0 is Sunday; null if the rule has only days of the month. */
  readonly weekday: number | null;
  /** The position of the weekday in the month: 2 is the second, -1 the last, and 0 the first that is one of `days`. */
  readonly nth: number;
  readonly days: readonly number[];
}

/** Reads the recurrence rule (RRULE) of a time zone. Null if it is not yearly, or has parts that are not supported. */
export function readRule(text: string, start: number, offset: number): YearlyRule | null {
  const parts = new Map(text.split(';').map((part) => part.split('=', 2) as [string, string | undefined]));
  if (parts.get('FREQ') !== 'YEARLY' || (parts.get('INTERVAL') ?? '1') !== '1') return null;
  if ([...parts.keys()].some((name) => !KNOWN.has(name))) return null;
  const date = new Date(start);
  const month = Number(parts.get('BYMONTH') ?? date.getUTCMonth() + 1) - 1;
  const [, nth, name] = /^([+-]?[1-5])?(SU|MO|TU|WE|TH|FR|SA)$/.exec(parts.get('BYDAY') ?? '') ?? [];
  if (!(month >= 0 && month < 12) || (parts.has('BYDAY') && name === undefined)) return null;
  const written = parts.get('BYMONTHDAY')?.split(',').map(Number);
  const days = written ?? (name === undefined ? [date.getUTCDate()] : []);
  if (!days.every((day) => day >= 1 && day <= 31)) return null;
  const until = untilOf(parts.get('UNTIL'), offset);
  return {
    start,
    until,
    month,
    weekday: name === undefined ? null : WEEKDAYS.indexOf(name),
    nth: Number(nth ?? 0),
    days,
  };
}

/** Returns the local time in a given year at which the rule makes the offset change; null if it does not. */
export function onsetIn(rule: YearlyRule, year: number): number | null {
  const time = rule.start % DAY;
  const length = new Date(Date.UTC(year, rule.month + 1, 0)).getUTCDate();
  const days = Array.from({ length }, (_, index) => index + 1).filter((day) => matches(rule, year, day));
  const day = rule.nth < 0 ? days.at(rule.nth) : days[Math.max(rule.nth, 1) - 1];
  if (day === undefined) return null;
  const onset = Date.UTC(year, rule.month, day) + ((time + DAY) % DAY);
  return onset >= rule.start && onset <= rule.until ? onset : null;
}

function matches(rule: YearlyRule, year: number, day: number): boolean {
  const isWeekday = rule.weekday === null || new Date(Date.UTC(year, rule.month, day)).getUTCDay() === rule.weekday;
  return isWeekday && (rule.days.length === 0 || rule.days.includes(day));
}

/** Converts UNTIL, which is in UTC, to local time. `offset` is the offset before the change, in minutes east of UTC. */
function untilOf(text: string | undefined, offset: number): number {
  const date = text === undefined ? null : readBasic(text);
  if (date === null) return Number.POSITIVE_INFINITY;
  return Date.parse(`${date.day}T${date.time ?? '23:59:59'}Z`) + (date.offset === 0 ? offset * 60_000 : 0);
}
