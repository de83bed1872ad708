import type { Atom } from '../atoms.ts';
import type { Unit, Words } from '../words/words.ts';
import { futureDay, nextMonday, nextNamed, type Today } from './calendar-day.ts';

/** A day that words stand for. */
export interface FoundDay {
  readonly date: Temporal.PlainDate;
  /** The index of the first word after it. */
  readonly next: number;
  /**
   * - `adverb`: today, tomorrow
   * - `relative`: next Monday, in 3 days
   * - `name`, `short`: Monday, Mon
   * - `date`: 1 December
   */
  readonly kind: 'adverb' | 'relative' | 'name' | 'short' | 'date';
  /** The time that an ISO date has: `14:30`, `14:30:05`. */
  readonly time?: string;
}

/** The words of a line, and the language and day in which they are read. */
export interface Reading {
  readonly atoms: readonly Atom[];
  /** The index after the last word that may be read. */
  readonly end: number;
  readonly words: Words;
  readonly today: Today;
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:t((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?))?$/;
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4})?$/;
const DAY_OF_MONTH = /^(\d{1,2})(?:st|nd|rd|th)?$/;
const YEAR = /^\d{4}$/;
const COUNT = /^\d{1,3}$/;

/** Returns the word at an index; the empty text after the end. */
export function wordAt({ atoms, end }: Reading, index: number): string {
  return index < end ? (atoms[index]?.word ?? '') : '';
}

/** Returns the longest day that begins with the word at `index`. */
export function dayAt(reading: Reading, index: number): FoundDay | undefined {
  const { words, today } = reading;
  const word = wordAt(reading, index);
  if (words.next.has(word)) return nextAt(reading, index + 1);
  if (words.within.has(word)) return withinAt(reading, index + 1);
  const name = nameAt(reading, index + (words.this.has(word) ? 1 : 0));
  if (words.this.has(word)) {
    return name && { date: nextNamed(today, name.day, 0), next: index + 2, kind: 'relative' };
  }
  if (name !== undefined) return namedAt(reading, index, name);
  const days = words.today.get(word);
  if (days !== undefined) return { date: today.day.add({ days }), next: index + 1, kind: 'adverb' };
  return dateAt(reading, index);
}

function nameAt(reading: Reading, index: number): { day: number; kind: 'name' | 'short' } | undefined {
  const word = wordAt(reading, index);
  const day = reading.words.days.get(word);
  if (day !== undefined) return { day, kind: 'name' };
  const short = reading.words.shortDays.get(word);
  return short === undefined ? undefined : { day: short, kind: 'short' };
}

/** Reads `Monday`, `Monday next week`, and `Monday, 1 December` if that is a Monday. A bare name never means today. */
function namedAt(reading: Reading, index: number, { day, kind }: { day: number; kind: 'name' | 'short' }): FoundDay {
  const next = index + 1;
  if (isNextWeek(reading, next)) return { date: inNextWeek(reading, day), next: next + 2, kind: 'relative' };
  const date = dateAt(reading, next);
  if (date?.date.dayOfWeek === day) return date;
  return { date: nextNamed(reading.today, day, 1), next, kind };
}

/** Reads what follows `next`: a day of next week, its Monday, or the first day of next month. */
function nextAt(reading: Reading, index: number): FoundDay | undefined {
  const { words, today } = reading;
  const name = nameAt(reading, index);
  if (name !== undefined) return { date: inNextWeek(reading, name.day), next: index + 1, kind: 'relative' };
  const unit = words.units.get(wordAt(reading, index));
  if (unit === 'months') {
    return { date: today.day.with({ day: 1 }).add({ months: 1 }), next: index + 1, kind: 'relative' };
  }
  if (unit !== 'weeks') return undefined;
  const after = index + (words.fillers.has(wordAt(reading, index + 1)) ? 2 : 1);
  const named = nameAt(reading, after);
  if (named !== undefined) return { date: inNextWeek(reading, named.day), next: after + 1, kind: 'relative' };
  return { date: nextMonday(today), next: index + 1, kind: 'relative' };
}

function isNextWeek(reading: Reading, index: number): boolean {
  const { words } = reading;
  return words.next.has(wordAt(reading, index)) && words.units.get(wordAt(reading, index + 1)) === 'weeks';
}

function inNextWeek({ today }: Reading, day: number): Temporal.PlainDate {
  return nextMonday(today).add({ days: day - 1 });
}

/** Reads what follows `in`: `3 days`, `a week`. */
function withinAt(reading: Reading, index: number): FoundDay | undefined {
  const { words, today } = reading;
  const word = wordAt(reading, index);
  const count = COUNT.test(word) ? Number(word) : words.numbers.get(word);
  const unit: Unit | undefined = words.units.get(wordAt(reading, index + 1));
  if (count === undefined || unit === undefined) return undefined;
  return { date: today.day.add({ [unit]: count }), next: index + 2, kind: 'relative' };
}

/** Reads `2026-12-01`, `1.12.`, `1 December`, `December 1st`, the latter two also with a year. */
function dateAt(reading: Reading, index: number): FoundDay | undefined {
  const { words, today, atoms, end } = reading;
  const word = wordAt(reading, index);
  const iso = ISO.exec(word);
  if (iso !== null) {
    const date = futureDay(today, Number(iso[1]), Number(iso[2]), Number(iso[3]));
    if (date === undefined) return undefined;
    return { date, next: index + 1, kind: 'date', ...(iso[4] === undefined ? {} : { time: iso[4] }) };
  }
  const dotted = DOTTED.exec(index < end ? dottedOf(atoms[index]) : '');
  // Without a year only where people write dates so: 1.12. may also end a sentence about a version.
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

/** Returns the text of `1.12.` with its last dot, and of `1.12.2026,` without punctuation. */
function dottedOf(atom: Atom | undefined): string {
  if (atom === undefined) return '';
  return atom.text.startsWith(`${atom.word}.`) ? `${atom.word}.` : atom.word;
}

function found(today: Today, year: string | undefined, month: number, day: number, next: number) {
  const date = futureDay(today, year === undefined ? undefined : Number(year), month, day);
  return date && ({ date, next, kind: 'date' } as const);
}
