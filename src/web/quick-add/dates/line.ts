import type { Atom } from '../atoms.ts';
import type { Words } from '../words/words.ts';
import type { Today } from './calendar-day.ts';
import type { Phrase } from './phrase.ts';

/** A line in which dates are looked for. */
export interface DateLine {
  readonly atoms: readonly Atom[];
  /**
   * - `text`: may be read as a date
   * - `literal`: is text, and stays text
   * - `chip`: is no text, so that the words before and after it are at an edge
   */
  readonly roles: readonly Role[];
  readonly languages: readonly Words[];
  readonly today: Today;
}

export type Role = 'text' | 'literal' | 'chip';

/** A phrase of the line, from the word at `from` to the one before `next`. */
export interface PlacedPhrase extends Phrase {
  readonly from: number;
}
