import { readIso, type WrittenDate } from '../dates/written-date.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAY_FIRST = /^(\d{1,2}) ([A-Z][a-z]{2})(?: (\d{4}))?(?: (\d\d:\d\d))?$/;
const MONTH_FIRST = /^([A-Z][a-z]{2}) (\d{1,2})(?: (\d{4}))?(?: (\d\d:\d\d))?$/;
const RECURRING = /^every\b/i;
/** The most years until a day of the year comes again: there is no 29 February between 2096 and 2104. */
const MAX_YEARS = 8;

/** Returns whether a date repeats. Todoist exports such a date as the user typed it: `every monday at 9am`. */
export function isRecurring(text: string): boolean {
  return RECURRING.test(text);
}

/**
 * Reads an ISO date, or an English one such as `29 Mar`, `29 Mar 2026` or `Apr 12 2026`, with or without a time. A date
 * without a year is the next such day, from `today` on. Null for any other text.
 */
export function readCsvDate(text: string, language: string, today: Temporal.PlainDate): WrittenDate | null {
  const iso = readIso(text);
  if (iso !== null || (language !== '' && language !== 'en')) return iso;
  const dayFirst = DAY_FIRST.exec(text);
  const [, first, second, year, time] = dayFirst ?? MONTH_FIRST.exec(text) ?? [];
  if (first === undefined || second === undefined) return null;
  const [day, name] = dayFirst === null ? [second, first] : [first, second];
  const month = MONTHS.indexOf(name.toLowerCase()) + 1;
  return month === 0 ? null : withYear(`${pad(month)}-${day.padStart(2, '0')}`, year, time, today);
}

function withYear(monthDay: string, year: string | undefined, time: string | undefined, today: Temporal.PlainDate) {
  const suffix = time === undefined ? '' : `T${time}`;
  if (year !== undefined) return readIso(`${year}-${monthDay}${suffix}`);
  for (let years = 0; years <= MAX_YEARS; years++) {
    const day = `${String(today.year + years).padStart(4, '0')}-${monthDay}`;
    const date = readIso(`${day}${suffix}`);
    if (date !== null && day >= today.toString()) return date;
  }
  return null;
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
