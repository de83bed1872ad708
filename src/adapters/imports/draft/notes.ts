import { MAX_NOTE_LENGTH, MAX_NOTES } from '../limits.ts';
import { cut, onOneLine, storable } from '../text/clean.ts';

/** The maximum length of a note's key, in code points. A key may contain text from the file, and so may be long. */
const MAX_KEY_LENGTH = 60;

/**
 * Import notes of a task, as `key: value`: the values without a field in Taskport. Beyond MAX_NOTES they are only
 * counted.
 */
export class Notes {
  readonly #texts: string[] = [];
  readonly #keys = new Set<string>();
  #more = 0;

  add(key: string, value: string): void {
    this.#keys.add(key);
    if (this.#texts.length >= MAX_NOTES) this.#more++;
    else this.#texts.push(`${short(key, MAX_KEY_LENGTH)}: ${short(value, MAX_NOTE_LENGTH)}`);
  }

  /** Adds a note, unless the task already has the same note. */
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

/** Cuts a text, then replaces characters: in the other order, it might have to replace in millions of characters. */
function short(text: string, max: number): string {
  return onOneLine(storable(cut(text, max))).trim() || '(empty)';
}
