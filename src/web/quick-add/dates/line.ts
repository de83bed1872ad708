import type { Atom } from '../atoms.ts';
import type { Words } from '../words/words.ts';
import type { Today } from './calendar-day.ts';
import type { Phrase } from './phrase.ts';

/** The words of a quick-add line, with all that is needed to find dates in it. */
export interface DateLine {
  readonly atoms: readonly Atom[];
  /**
   * The role of each word, in the order of the words:
   *
   * - `text`: the word may be read as a date
   * - `literal`: the word is never read as a date
   * - `chip`: the word is the value of another field, and is skipped in the search for dates
   */
  readonly roles: readonly Role[];
  readonly languages: readonly Words[];
  readonly today: Today;
}

export type Role = 'text' | 'literal' | 'chip';

/** A date phrase and its position in the line: from the word at index `from` to the word before index `next`. */
export interface PlacedPhrase extends Phrase {
  readonly from: number;
}
