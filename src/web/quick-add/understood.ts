import { fold } from '../../domain/fold.ts';
import { MAX_TAGS } from '../../domain/tasks/tags.ts';
import type { Atom } from './atoms.ts';
import type { ChipField } from './chip.ts';
import { dateText, type Today } from './dates/calendar-day.ts';
import type { PlacedPhrase, Role } from './dates/line.ts';
import type { Range } from './keys.ts';
import { DESCRIPTION_SIGN, descriptionOf, sigilOf } from './sigils.ts';
import type { Words } from './words/words.ts';

/**
 * Words of a quick-add line that give the value of a field, from the word at index `from` to the word before index
 * `next`.
 */
export interface Understood extends Range {
  readonly field: ChipField;
  readonly value: string;
}

/**
 * Returns the words that give a value by a sign such as `#`, in the order of the line: all tags, and only the last word
 * for each other field.
 */
export function sigilsIn(
  text: string,
  atoms: readonly Atom[],
  roles: readonly Role[],
  languages: readonly Words[],
): Understood[] {
  const start = atoms.findIndex((atom, index) => index > 0 && isDescription(atom, roles[index]));
  const sign = start < 0 ? undefined : descriptionOf(text.slice((atoms[start]?.from ?? 0) + DESCRIPTION_SIGN.length));
  const end = sign === undefined ? atoms.length : start;
  const found: Understood[] = [];
  for (const [from, atom] of atoms.slice(0, end).entries()) {
    const sigil = roles[from] === 'text' ? sigilOf(atom, languages) : undefined;
    if (sigil !== undefined) found.push({ ...sigil, from, next: from + 1 });
  }
  const single = found.filter(({ field }, index) => found.findLastIndex((each) => each.field === field) === index);
  const tags = atMostTwenty(found.filter(({ field }) => field === 'tags'));
  const kept = new Set([...single.filter(({ field }) => field !== 'tags'), ...tags]);
  const sigils = found.filter((each) => kept.has(each));
  return sign === undefined ? sigils : [...sigils, { ...sign, from: start, next: atoms.length }];
}

/**
 * Returns each date phrase with the value of its field. If a day and a time are apart, as in `Tomorrow call Ann 14:00`,
 * both phrases get the whole date.
 */
export function datedPhrases(phrases: readonly PlacedPhrase[], today: Today): Understood[] {
  return phrases.map(({ field, from, next }) => {
    const same = phrases.filter((each) => each.field === field);
    const { day, isName = false } = same.find((each) => each.day !== undefined) ?? {};
    const time = same.find((each) => each.time !== undefined)?.time;
    const start = field === 'due' && isName ? phrases.find((each) => each.field === 'start')?.day : undefined;
    const value = dateText(today, start === undefined ? day : notBefore(start, day), time);
    return { field, value, from, next };
  });
}

/**
 * Returns the day, moved by whole weeks until it is not before `start`. So `starting Monday by Friday` is due on the
 * Friday after that Monday.
 */
function notBefore(start: Temporal.PlainDate, day: Temporal.PlainDate | undefined): Temporal.PlainDate | undefined {
  const days = day === undefined ? 0 : day.until(start).days;
  return days > 0 ? day?.add({ days: Math.ceil(days / 7) * 7 }) : day;
}

function isDescription(atom: Atom, role: Role | undefined): boolean {
  return role === 'text' && atom.text.startsWith(DESCRIPTION_SIGN);
}

/**
 * Returns the first {@link MAX_TAGS} different tags, the most that a task can have, with all repetitions of these
 * tags.
 */
function atMostTwenty(tags: readonly Understood[]): Understood[] {
  const seen = new Set<string>();
  return tags.filter(({ value }) => {
    const folded = fold(value);
    if (seen.size === MAX_TAGS && !seen.has(folded)) return false;
    seen.add(folded);
    return true;
  });
}
