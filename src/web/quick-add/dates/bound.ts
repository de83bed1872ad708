import type { Words } from '../words/words.ts';
import type { DateLine, PlacedPhrase } from './line.ts';

const DASHES = ['-', '–', '—', '/', '+', '&'];
const CLOCK = /:\d\d$/;
const ORDINAL = /^\d{1,2}(?:st|nd|rd|th)$/;
const NUMBER = /^\d{1,3}$/;

/**
 * Returns whether the date stays a part of the title because of the word before it: `mails up to January 30th`
 * (go-vikunja/vikunja#2392), `every Monday`, `14:00 - 15:00`.
 */
export function bindsBefore(line: DateLine, phrase: PlacedPhrase): boolean {
  const previous = line.atoms[phrase.from - 1];
  if (previous === undefined) return false;
  const { word } = previous;
  const first = line.atoms[phrase.from]?.word ?? '';
  return (
    DASHES.includes(word) ||
    line.languages.some(
      (words) =>
        words.binding.has(word) ||
        words.every.has(word) ||
        words.repeats.has(word) ||
        // `Monday in 2 weeks` names one day, but dates of this form are not supported, so no date is read.
        (words.within.has(first) && (words.days.has(word) || words.today.has(word))) ||
        // `14:00 bis 15:00` (German: from 14:00 to 15:00) is a span of time, although `bis 15:00` alone is a due time.
        (words.leads.has(first) && phrase.day === undefined && (CLOCK.test(word) || words.oClock.has(word))),
    )
  );
}

/** Returns whether the date stays a part of the title because of the word after it: `Tomorrow is another day`. */
export function bindsAfter(line: DateLine, phrase: PlacedPhrase): boolean {
  const next = line.atoms[phrase.next]?.word;
  return next !== undefined && (DASHES.includes(next) || line.languages.some(({ bound }) => bound.has(next)));
}

/** Returns whether a line describes a repetition, such as `every day at 14:00`. Then no date is read from the line. */
export function hasRepeat({ atoms, languages }: DateLine): boolean {
  return atoms.some((atom, index) => {
    const next = atoms[index + 1]?.word ?? '';
    const isUnit = ({ repeatUnits, units, days, shortDays }: Words, word: string) =>
      repeatUnits.has(word) || units.has(word) || days.has(word) || shortDays.has(word) || ORDINAL.test(word);
    return languages.some((words) => {
      if (!words.every.has(atom.word)) return false;
      const isCount = NUMBER.test(next) || words.numbers.has(next);
      return isUnit(words, next) || (isCount && isUnit(words, atoms[index + 2]?.word ?? ''));
    });
  });
}
