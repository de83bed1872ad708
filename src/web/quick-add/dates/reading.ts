import type { Atom } from '../atoms.ts';
import type { Words } from '../words/words.ts';
import type { Today } from './calendar-day.ts';

/** The words of a quick-add line, the date words of one language, and the day on which the line is read. */
export interface Reading {
  readonly atoms: readonly Atom[];
  /** The index after the last word that may belong to a date. */
  readonly end: number;
  readonly words: Words;
  readonly today: Today;
}

/** Returns the word at an index; the empty text from index `end` on. */
export function wordAt({ atoms, end }: Reading, index: number): string {
  return index < end ? (atoms[index]?.word ?? '') : '';
}
