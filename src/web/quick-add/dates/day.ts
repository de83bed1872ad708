import type { Unit } from '../words/words.ts';
import { nextMonday, nextNamed } from './calendar-day.ts';
import { type Reading, wordAt } from './reading.ts';
import { dateAt, type FoundDay } from './written-date.ts';

const COUNT = /^\d{1,3}$/;

/** Reads the longest phrase that names a day, such as `next Monday`, and begins with the word at `index`. */
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

/**
 * Reads a weekday: `Monday`, `Monday next week`, or `Montag, den 30.11.` if that date is a Monday. `Monday` alone never
 * means today.
 */
function namedAt(reading: Reading, index: number, { day, kind }: { day: number; kind: 'name' | 'short' }): FoundDay {
  const next = index + 1;
  if (isNextWeek(reading, next)) return { date: inNextWeek(reading, day), next: next + 2, kind: 'relative' };
  const date = dateAt(reading, next + (reading.words.fillers.has(wordAt(reading, next)) ? 1 : 0));
  if (date?.date.dayOfWeek === day) return date;
  return { date: nextNamed(reading.today, day, 1), next, kind };
}

/** Reads the words after `next`: a weekday, `week` (means its Monday), or `month` (means its first day). */
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

/** Reads the words after `in`, such as `3 days` or `a week`. */
function withinAt(reading: Reading, index: number): FoundDay | undefined {
  const { words, today } = reading;
  const word = wordAt(reading, index);
  const count = COUNT.test(word) ? Number(word) : words.numbers.get(word);
  const unit: Unit | undefined = words.units.get(wordAt(reading, index + 1));
  if (count === undefined || unit === undefined) return undefined;
  return { date: today.day.add({ [unit]: count }), next: index + 2, kind: 'relative' };
}
