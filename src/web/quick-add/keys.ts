import type { Atom } from './atoms.ts';
import { DESCRIPTION_SIGN } from './sigils.ts';

/** A range of words in a quick-add line, from the word at index `from` to the word before index `next`. */
export interface Range {
  readonly from: number;
  readonly next: number;
}

/**
 * Makes and reads the keys of chips, which name words of a line. `2:tomorrow 14:00` names the second occurrence of
 * these words, folded. The key of a description has only the sign `//`, so that it stays the same while the user types
 * the description.
 */
export class Keys {
  readonly #words: readonly string[];
  /** For each word of the line, the positions at which it occurs, counted in words. */
  readonly #places: ReadonlyMap<string, readonly number[]>;

  constructor(atoms: readonly Atom[]) {
    this.#words = atoms.map(({ word }) => (word.startsWith(DESCRIPTION_SIGN) ? DESCRIPTION_SIGN : blanksAsOne(word)));
    this.#places = Map.groupBy(this.#words.keys(), (index) => this.#words[index] ?? '');
  }

  keyOf({ from, next }: Range): string {
    const isDescription = this.#words[from] === DESCRIPTION_SIGN;
    const words = this.#words.slice(from, isDescription ? from + 1 : next);
    const places = this.#placesOf(words);
    return `${places.indexOf(from) + 1}:${words.join(' ')}`;
  }

  /** Returns the range of the words that a key names; undefined if the line no longer has these words. */
  rangeOf(key: string): Range | undefined {
    const colon = key.indexOf(':');
    const text = key.slice(colon + 1);
    const count = Number(key.slice(0, colon));
    // A quoted name such as `#"two words"` is one word, so the text of the key is first looked up as one word.
    for (const words of [[text], text.split(' ')]) {
      const from = this.#placesOf(words)[count - 1];
      if (from !== undefined) return { from, next: from + words.length };
    }
    return undefined;
  }

  #placesOf(words: readonly string[]): readonly number[] {
    const places = this.#places.get(words[0] ?? '') ?? [];
    if (words.length < 2) return places;
    return places.filter((place) => words.every((word, i) => this.#words[place + i] === word));
  }
}

/** Returns a word as the key of a chip has it: each run of blanks in a quoted name becomes one blank. */
function blanksAsOne(word: string): string {
  return word.split(/\s+/).join(' ');
}
