import { type Atom, atomsOf } from './atoms.ts';
import type { Today } from './dates/calendar-day.ts';
import { datesOf, longestPhrase } from './dates/edges.ts';
import type { DateLine, Role } from './dates/line.ts';
import type { Keys } from './keys.ts';
import { DESCRIPTION_SIGN, sigilOf } from './sigils.ts';
import type { Words } from './words/words.ts';

/** The languages and the day with which a quick-add line is read. If the day is undefined, no dates are read. */
export interface Reader {
  readonly languages: readonly Words[];
  readonly today: Today | undefined;
}

/** The roles of the words of a quick-add line, and the quotation marks and backslashes to remove from the title. */
export interface Literals {
  readonly roles: Role[];
  /** The indices in the line of the characters to remove from the title, in UTF-16 units. */
  readonly dropped: readonly number[];
}

/**
 * Finds the words that are never read as a field: words in quotes, after a backslash, or turned back into text by the
 * user.
 *
 * Quotes and backslashes are removed from the title only if the words without them could be read as a field. So
 * `"tomorrow"` loses its quotes, but `12" vinyl`, `"Dune"` and `C:\temp` stay as typed.
 */
export function literalsOf(atoms: readonly Atom[], keys: Keys, dismissed: readonly string[], reader: Reader): Literals {
  const roles = atoms.map((atom): Role => (atom.isQuote ? 'literal' : 'text'));
  const mark = (from: number, next: number) => roles.fill('literal', from, next);
  for (const key of dismissed) {
    const range = keys.rangeOf(key);
    if (range !== undefined) mark(range.from, range.next);
  }
  const dropped: number[] = [];
  const unescaped = atoms.map(withoutBackslash);
  for (const [index, atom] of atoms.entries()) {
    if (atom.isQuote && isUnderstood(atomsOf(atom.quoted ?? ''), reader)) {
      dropped.push(atom.from, atom.from + (atom.quoted?.length ?? 0) + 1);
    }
    if (!atom.text.startsWith('\\')) continue;
    const next = understoodFrom(unescaped, index, reader);
    if (next > index) dropped.push(atom.from);
    mark(index, next);
  }
  return { roles, dropped };
}

function withoutBackslash(atom: Atom): Atom {
  if (!atom.text.startsWith('\\')) return atom;
  return { ...atom, text: atom.text.slice(1), word: atom.word.slice(1) };
}

/** Returns whether a field would be read from these quoted words if they were a whole line without quotes. */
function isUnderstood(atoms: readonly Atom[], { languages, today }: Reader): boolean {
  if (atoms.some((atom) => isSign(atom, languages))) return true;
  if (today === undefined) return false;
  return datesOf(lineOf(atoms, languages, today)).length > 0;
}

/** Returns the index after the words at `index` from which a field can be read; `index` itself if there are none. */
function understoodFrom(atoms: readonly Atom[], index: number, { languages, today }: Reader): number {
  const atom = atoms[index];
  if (atom !== undefined && isSign(atom, languages)) return index + 1;
  if (today === undefined) return index;
  return longestPhrase(lineOf(atoms, languages, today), index, atoms.length)?.next ?? index;
}

function isSign(atom: Atom, languages: readonly Words[]): boolean {
  return atom.text.startsWith(DESCRIPTION_SIGN) || sigilOf(atom, languages) !== undefined;
}

function lineOf(atoms: readonly Atom[], languages: readonly Words[], today: Today): DateLine {
  return { atoms, roles: atoms.map(() => 'text'), languages, today };
}
