import { bindsAfter, bindsBefore, hasRepeat } from './bound.ts';
import type { DateLine, PlacedPhrase } from './line.ts';
import { phraseAt } from './phrase.ts';

/** The most words of a date phrase, such as `bis zum Dienstag, den 1. Dezember 2026 um 14 Uhr 30`. */
const LONGEST = 11;

/**
 * Finds the dates at the end and at the beginning of a line, where people write them. In the middle, a date is part of
 * the title, as in `The 9/11 Report` (go-vikunja/vikunja#2195).
 *
 * The end of the line wins: after a due day was found there, no other due day is read from the words before it. The
 * same holds for due times and for start dates.
 */
export function datesOf(line: DateLine): PlacedPhrase[] {
  if (hasRepeat(line)) return [];
  const found: PlacedPhrase[] = [];
  let last = lastWord(line, line.atoms.length);
  for (let phrase = atEnd(line, last); phrase !== undefined && isNew(found, phrase); phrase = atEnd(line, last)) {
    found.push(phrase);
    last = lastWord(line, phrase.from);
  }
  const first = atStart(line, last);
  if (first !== undefined && isNew(found, first)) found.push(first);
  return found;
}

/** Returns the longest date phrase, in any language, that begins with the word at `index` and ends before `end`. */
export function longestPhrase(line: DateLine, index: number, end: number): PlacedPhrase | undefined {
  let longest: PlacedPhrase | undefined;
  for (const words of line.languages) {
    const phrase = phraseAt({ atoms: line.atoms, end, words, today: line.today }, index);
    if (phrase !== undefined && phrase.next > (longest?.next ?? 0)) longest = { ...phrase, from: index };
  }
  return longest;
}

/** Returns the index of the last word before index `end` that is not part of a chip; -1 if there is none. */
function lastWord({ roles }: DateLine, end: number): number {
  let index = end - 1;
  while (index >= 0 && roles[index] === 'chip') index--;
  return index;
}

function atEnd(line: DateLine, last: number): PlacedPhrase | undefined {
  let first = last + 1;
  while (first > 0 && last + 1 - first < LONGEST && line.roles[first - 1] === 'text') first--;
  for (let index = first; index <= last; index++) {
    const phrase = longestPhrase(line, index, last + 1);
    if (phrase?.next === last + 1) return bindsBefore(line, phrase) ? undefined : phrase;
  }
  return undefined;
}

/**
 * Returns the date phrase with which the line begins. A weekday alone must be followed by a comma or a colon: `Monday:
 * call Ann`.
 */
function atStart(line: DateLine, last: number): PlacedPhrase | undefined {
  const first = line.roles.findIndex((role) => role !== 'chip');
  let end = first;
  while (end <= last && end - first < LONGEST && line.roles[end] === 'text') end++;
  const phrase = first < 0 ? undefined : longestPhrase(line, first, end);
  if (phrase === undefined || bindsAfter(line, phrase)) return undefined;
  return phrase.isBareName && !/[,:]$/.test(line.atoms[phrase.next - 1]?.text ?? '') ? undefined : phrase;
}

/** Returns false if a phrase in `found` has the field of this phrase, and both set the day or both set the time. */
function isNew(found: readonly PlacedPhrase[], { field, day, time }: PlacedPhrase): boolean {
  const same = found.filter((each) => each.field === field);
  return !same.some((each) => (day && each.day) !== undefined || (time && each.time) !== undefined);
}
