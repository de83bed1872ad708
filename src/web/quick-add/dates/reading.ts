import type { Atom } from '../atoms.ts';
import type { Words } from '../words/words.ts';
import type { Today } from './calendar-day.ts';

/** The words of a line, the language in which they are read, and the day on which they are read. */
export interface Reading {
  readonly atoms: readonly Atom[];
  /** The index after the last word that may be read. */
  readonly end: number;
  readonly words: Words;
  readonly today: Today;
}

/** Returns the word at an index; the empty text after the end. */
export function wordAt({ atoms, end }: Reading, index: number): string {
  return index < end ? (atoms[index]?.word ?? '') : '';
}
