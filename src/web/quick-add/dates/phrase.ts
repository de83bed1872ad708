import type { Lead } from '../words/words.ts';
import { dayAt } from './day.ts';
import { type Reading, wordAt } from './reading.ts';
import { timeAt } from './time.ts';
import type { FoundDay } from './written-date.ts';

/** Words of a quick-add line that name a day, a time of day, or both. */
export interface Phrase {
  readonly field: 'start' | 'due';
  readonly day: Temporal.PlainDate | undefined;
  /** The time of day, such as `14:30`. */
  readonly time: string | undefined;
  /** The index in the line of the first word after the phrase. */
  readonly next: number;
  /** True if the day is written as a weekday, so that it may mean that weekday in a later week. */
  readonly isName: boolean;
  /** True if the phrase is a weekday alone. Such a word need not be a date: `Friday report`. */
  readonly isBareName: boolean;
}

/**
 * Reads the longest date phrase that begins with the word at `index`, such as `due on Monday at 14:00` or `at 2pm
 * tomorrow`.
 */
export function phraseAt(reading: Reading, index: number): Phrase | undefined {
  const { words } = reading;
  const lead = words.leads.get(wordAt(reading, index));
  if (lead === undefined) return datesAt(reading, index, undefined);
  const next = wordAt(reading, index + 1);
  const filled = words.fillers.has(next) ? datesAt(reading, index + 2, lead) : undefined;
  return filled ?? datesAt(reading, index + 1, lead);
}

function datesAt(reading: Reading, index: number, lead: Lead | undefined): Phrase | undefined {
  const day = dayAt(reading, index);
  return day === undefined ? timeAndDay(reading, index, lead) : dayAndTime(reading, day, lead);
}

/** Reads the words after a day that belong to its phrase: a time, or the `on` of `from Monday on`. */
function dayAndTime(reading: Reading, day: FoundDay, lead: Lead | undefined): Phrase | undefined {
  if (lead === 'on' && day.kind === 'adverb') return undefined;
  const time = day.time === undefined ? timeAt(reading, day.next, true) : undefined;
  const afterTime = time?.next ?? day.next;
  const hasOnwards = lead === 'from' && reading.words.onwards.has(wordAt(reading, afterTime));
  if (lead === 'from' && !hasOnwards && day.kind !== 'adverb' && day.kind !== 'relative') return undefined;
  if (day.kind === 'short' && lead === undefined && time === undefined) return undefined;
  return {
    field: lead === 'from' || lead === 'starting' ? 'start' : 'due',
    day: day.date,
    time: day.time ?? time?.time,
    next: afterTime + (hasOnwards ? 1 : 0),
    isName: day.kind === 'name' || day.kind === 'short',
    isBareName: day.kind === 'name' && lead === undefined && time === undefined,
  };
}

/** Reads a time, and a day that may follow it: `14:00`, `2pm tomorrow`, `2pm on Monday`. */
function timeAndDay(reading: Reading, index: number, lead: Lead | undefined): Phrase | undefined {
  if (lead !== undefined && lead !== 'by') return undefined;
  const time = timeAt(reading, index, false);
  if (time === undefined) return undefined;
  const isOn = reading.words.leads.get(wordAt(reading, time.next)) === 'on';
  const day = dayAt(reading, time.next + (isOn ? 1 : 0));
  const hasDay = day !== undefined && day.time === undefined && !(isOn && day.kind === 'adverb');
  return {
    field: 'due',
    day: hasDay ? day.date : undefined,
    time: time.time,
    next: hasDay ? day.next : time.next,
    isName: hasDay && (day.kind === 'name' || day.kind === 'short'),
    isBareName: false,
  };
}
