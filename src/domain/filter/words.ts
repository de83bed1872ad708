import { fold } from '../fold.ts';
import type { Task } from '../tasks/task.ts';
import type { Filter, WordsField } from './filter.ts';
import { foldedText } from './folded-task.ts';

/** The letters of Han, Kana, Hangul and Thai, which have no spaces between words. U+30FC, U+3099 and U+309A are Kana marks. */
const UNSPACED =
  '[[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}\\p{sc=Thai}\\u30fc\\u3099\\u309a]&&[\\p{L}\\p{M}\\p{Nd}]]';
const SPACED = `[[\\p{L}\\p{M}\\p{Nd}]--${UNSPACED}]`;
const WORD = new RegExp(`${UNSPACED}+|${SPACED}+`, 'gv');
const IS_UNSPACED = new RegExp(`^${UNSPACED}`, 'v');
const ENDS_SPACED = new RegExp(`${SPACED}$`, 'v');

/** Returns the folded words of a text. A run of Han, Kana, Hangul or Thai letters is a word of its own. */
export function wordsOf(text: string): string[] {
  return [...new Set(fold(text).match(WORD))];
}

/** Returns the condition that a task has each word of `q` in its title, description, tags or list; undefined without a word. */
export function wordsFilter(q: string): Filter | undefined {
  const words = wordsOf(q);
  return words.length === 0 ? undefined : { kind: 'words', field: 'any', words };
}

/**
 * Returns whether all words occur in a field of the task: a word of Han, Kana, Hangul or Thai letters anywhere, any other at
 * the beginning of a word.
 */
export function hasWords(words: readonly string[], task: Task, field: WordsField): boolean {
  const text = foldedText(task, field);
  for (const word of words) if (!occurs(word, text)) return false;
  return true;
}

function occurs(word: string, text: string): boolean {
  let index = text.indexOf(word);
  while (index > 0 && !isBeginning(text, index)) index = text.indexOf(word, index + 1);
  return index >= 0;
}

/** Returns whether a word may be found at an index: a word of the text begins there, or the letter there is unspaced. */
function isBeginning(text: string, index: number): boolean {
  const before = text.charCodeAt(index - 1);
  if (before < 0x80 && text.charCodeAt(index) < 0x80) return !isAsciiWord(before);
  return !ENDS_SPACED.test(text.slice(Math.max(0, index - 2), index)) || IS_UNSPACED.test(text.slice(index, index + 2));
}

/** Returns whether the code of an ASCII character is a digit or a letter in lower case. */
function isAsciiWord(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
}
