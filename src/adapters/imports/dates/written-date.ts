import { InvalidValue } from '../../../domain/errors.ts';
import { taskDate } from '../../../domain/tasks/task-date.ts';

/** A date as it is written in an imported file: a calendar day, with or without a time of day. */
export interface WrittenDate {
  /** The calendar day, such as `2026-03-29`. */
  readonly day: string;
  /** The time of day, such as `14:30:00`; null if the file has only the day. */
  readonly time: string | null;
  /** The milliseconds of the second, 0 to 999. Smaller fractions are dropped. */
  readonly milliseconds: number;
  /** The offset in minutes east of UTC: 0 for `Z`, null if the date has none. */
  readonly offset: number | null;
}

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,30}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/;
const BASIC = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/;
const OFFSET = /^([+-])([01]\d|2[0-3]):?([0-5]\d)?$/;

/** Reads `2026-03-29`, or with a time such as `2026-03-29T14:30:00.000+02:00`. Null if there is no such day or time. */
export function readIso(text: string): WrittenDate | null {
  const [, day, minutes, seconds = '00', fraction = '', zone] = ISO.exec(text) ?? [];
  if (day === undefined) return null;
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  return checked(day, minutes === undefined ? null : `${minutes}:${seconds}`, milliseconds, zone);
}

/** Reads `20260329`, `20260329T143000` or `20260329T143000Z`, as iCalendar and TaskWarrior write dates. */
export function readBasic(text: string): WrittenDate | null {
  const [, year, month, day, hours, minutes, seconds, zone] = BASIC.exec(text) ?? [];
  if (year === undefined) return null;
  const time = hours === undefined ? null : `${hours}:${minutes}:${seconds}`;
  return checked(`${year}-${month}-${day}`, time, 0, zone);
}

function checked(day: string, time: string | null, milliseconds: number, zone = ''): WrittenDate | null {
  const offset = offsetOf(zone);
  return exists(time === null ? day : `${day}T${time}`) && offset !== undefined
    ? { day, time, milliseconds, offset }
    : null;
}

/**
 * Converts an offset such as `+02:00` to minutes east of UTC; null for an empty text, undefined for an invalid offset.
 */
function offsetOf(zone: string): number | null | undefined {
  if (zone === '') return null;
  if (zone === 'Z') return 0;
  const [, sign, hours, minutes = '0'] = OFFSET.exec(zone) ?? [];
  if (hours === undefined) return undefined;
  const offset = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -offset : offset;
}

/** Returns whether a day or local time exists, that is, whether the domain accepts it as a task date. */
function exists(text: string): boolean {
  try {
    taskDate(text);
    return true;
  } catch (error) {
    if (error instanceof InvalidValue) return false;
    throw error;
  }
}
