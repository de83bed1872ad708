import type { Atom } from '../atoms.ts';
import type { Words } from '../words/words.ts';
import type { Today } from './calendar-day.ts';
import type { Phrase } from './phrase.ts';

/** A line of words in which dates are searched. */
export interface DateLine {
  readonly atoms: readonly Atom[];
  /**
   * The role of each word:
   *
   * - `text`: the word may be read as a date
   * - `literal`: the word is never read as a date
   * - `chip`: the word is read as another field, and is skipped when the first and last words of the line are searched
   */
  readonly roles: readonly Role[];
  readonly languages: readonly Words[];
  readonly today: Today;
}

export type Role = 'text' | 'literal' | 'chip';

/** A date phrase in a line, from the word at index `from` to the word before `next`. */
export interface PlacedPhrase extends Phrase {
  readonly from: number;
}
