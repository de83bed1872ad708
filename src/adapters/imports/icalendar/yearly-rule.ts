import { readBasic } from '../dates/written-date.ts';

const DAY = 24 * 60 * 60_000;
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const KNOWN = new Set(['FREQ', 'BYMONTH', 'BYDAY', 'BYMONTHDAY', 'UNTIL', 'INTERVAL', 'WKST']);

/** A recurrence rule such as `FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU`. Times are local, in milliseconds as if in UTC. */
export interface YearlyRule {
  readonly start: number;
  /** The last moment of the rule. */
  readonly until: number;
  /** The month: 0 for January. */
  readonly month: number;
  /** The weekday: 0 for Sunday; null if the rule only names days of the month. */
  readonly weekday: number | null;
  /** The position of the weekday in the month: 2 for the second, -1 for the last; 0 for the first one among `days`. */
  readonly nth: number;
  readonly days: readonly number[];
}

/** Reads a recurrence rule of a time zone. Null if the rule is not yearly, or has parts that are not supported. */
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

/** Returns the time in a given year at which the period of a rule begins; null if there is none. */
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

/** Returns the local time of UNTIL, which is in UTC. `offset` is the offset before it, in minutes east of UTC. */
function untilOf(text: string | undefined, offset: number): number {
  const date = text === undefined ? null : readBasic(text);
  if (date === null) return Number.POSITIVE_INFINITY;
  return Date.parse(`${date.day}T${date.time ?? '23:59:59'}Z`) + (date.offset === 0 ? offset * 60_000 : 0);
}
