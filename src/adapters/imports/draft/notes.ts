import { MAX_NOTE_LENGTH, MAX_NOTES } from '../limits.ts';
import { cut, onOneLine, storable } from '../text/clean.ts';

/** The longest key of a note, in code points: a key may contain a name from the file. */
const MAX_KEY_LENGTH = 60;

/** Notes on values of a task that have no field, as `key: value`. Long notes are cut; beyond MAX_NOTES only counted. */
export class Notes {
  readonly #texts: string[] = [];
  readonly #keys = new Set<string>();
  #more = 0;

  add(key: string, value: string): void {
    this.#keys.add(key);
    if (this.#texts.length >= MAX_NOTES) this.#more++;
    else this.#texts.push(`${short(key, MAX_KEY_LENGTH)}: ${short(value, MAX_NOTE_LENGTH)}`);
  }

  /** Adds a note, unless the same note is there already. */
  addOnce(key: string, value: string): void {
    if (!this.#texts.includes(`${short(key, MAX_KEY_LENGTH)}: ${short(value, MAX_NOTE_LENGTH)}`)) this.add(key, value);
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  all(): readonly string[] {
    return this.#more === 0 ? this.#texts : [...this.#texts, `notes: ${this.#more} more`];
  }
}

/** Cuts a text, and then replaces characters: in the other order, it might process millions of characters. */
function short(text: string, max: number): string {
  return onOneLine(storable(cut(text, max))).trim() || '(empty)';
}
