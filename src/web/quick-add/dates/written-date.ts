import type { Atom } from '../atoms.ts';
import { futureDay, type Today } from './calendar-day.ts';
import { type Reading, wordAt } from './reading.ts';

/** A day that was found in a quick-add line. */
export interface FoundDay {
  readonly date: Temporal.PlainDate;
  /** The index in the line of the first word after the day. */
  readonly next: number;
  /**
   * The form in which the day is written:
   *
   * - `adverb`: today, tomorrow
   * - `relative`: next Monday, in 3 days
   * - `name`, `short`: Monday, Mon
   * - `date`: 1 December
   */
  readonly kind: 'adverb' | 'relative' | 'name' | 'short' | 'date';
  /** The time of day, if the day is written in ISO 8601 with a time: `14:30` of `2026-12-01T14:30`. */
  readonly time?: string;
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:t((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?))?$/;
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4})?$/;
const DAY_OF_MONTH = /^(\d{1,2})(?:st|nd|rd|th)?$/;
const YEAR = /^\d{4}$/;

/**
 * Reads a date in one of the forms `2026-12-01`, `1.12.`, `1 December`, `December 1st`. All but the first may omit the
 * year.
 */
export function dateAt(reading: Reading, index: number): FoundDay | undefined {
  const { words, today, atoms, end } = reading;
  const word = wordAt(reading, index);
  const iso = ISO.exec(word);
  if (iso !== null) {
    const date = futureDay(today, Number(iso[1]), Number(iso[2]), Number(iso[3]));
    if (date === undefined) return undefined;
    return { date, next: index + 1, kind: 'date', ...(iso[4] === undefined ? {} : { time: iso[4] }) };
  }
  const dotted = DOTTED.exec(index < end ? dottedOf(atoms[index]) : '');
  // Without a year, `1.12.` is a date only in German. In English it may be a version number at the end of a sentence.
  if (dotted !== null && (dotted[3] !== undefined || words.oClock.size > 0)) {
    return found(today, dotted[3], Number(dotted[2]), Number(dotted[1]), index + 1);
  }
  const next = wordAt(reading, index + 1);
  const [month, day] = words.months.has(word) ? [words.months.get(word), next] : [words.months.get(next), word];
  const number = DAY_OF_MONTH.exec(day)?.[1];
  if (month === undefined || number === undefined) return undefined;
  const year = wordAt(reading, index + 2);
  const isYear = YEAR.test(year);
  return found(today, isYear ? year : undefined, month, Number(number), index + (isYear ? 3 : 2));
}

/** Returns the text of a word. The last dot of `1.12.` is kept; the comma of `1.12.2026,` is removed. */
function dottedOf(atom: Atom | undefined): string {
  if (atom === undefined) return '';
  return atom.text.startsWith(`${atom.word}.`) ? `${atom.word}.` : atom.word;
}

function found(today: Today, year: string | undefined, month: number, day: number, next: number) {
  const date = futureDay(today, year === undefined ? undefined : Number(year), month, day);
  return date && ({ date, next, kind: 'date' } as const);
}
