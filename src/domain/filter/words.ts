import { fold } from '../fold.ts';
import type { Task } from '../tasks/task.ts';
import type { Filter, WordsField } from './filter.ts';
import { derivedText, foldedName } from './folded-task.ts';

/** The letters of Han, Kana, Hangul and Thai, which have no spaces between words. U+30FC, U+3099 and U+309A are Kana marks. */
const UNSPACED =
  '[[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}\\p{sc=Thai}\\u30fc\\u3099\\u309a]&&[\\p{L}\\p{M}\\p{Nd}]]';
const SPACED = `[[\\p{L}\\p{M}\\p{Nd}]--${UNSPACED}]`;
const WORD = new RegExp(`${UNSPACED}+|${SPACED}+`, 'gv');
const SPACED_WORD = new RegExp(`${SPACED}+`, 'gv');
const IS_UNSPACED = new RegExp(`^${UNSPACED}`, 'v');

/** The texts in which words of a field are searched. */
const SEARCHED = {
  title: ['titleWords'],
  description: ['descriptionWords'],
  text: ['titleWords', 'descriptionWords'],
  any: ['titleWords', 'descriptionWords', 'nameWords'],
} as const satisfies Record<WordsField, unknown>;

/**
 * Derives the searched texts. Folds each field separately, because a text in ASCII folds fast: in a joined text, one
 * accent would make all of it slow.
 */
const DERIVE = {
  titleWords: ({ title }: Task) => markWords(fold(title)),
  descriptionWords: ({ description }: Task) => markWords(fold(description ?? '')),
  nameWords: ({ list, tags }: Task) => markWords([list ?? '', ...tags].map(foldedName).join('\n')),
};

/** Returns the words of a text without case and accents. A run of Han, Kana, Hangul or Thai letters is one word. */
export function wordsOf(text: string): string[] {
  return [...new Set(fold(text).match(WORD))];
}

/**
 * Returns a filter for tasks that have each word of `q` in title, description, tags or list; undefined if `q` has no
 * word.
 */
export function wordsFilter(q: string): Filter | undefined {
  const words = wordsOf(q);
  return words.length === 0 ? undefined : { kind: 'words', field: 'any', words };
}

/**
 * Returns whether all words occur in a field of the task. A word of Han, Kana, Hangul or Thai letters may occur
 * anywhere, any other word only at the beginning of a word.
 */
export function hasWords(words: readonly string[], task: Task, field: WordsField): boolean {
  for (const word of words) if (!occurs(word, task, field)) return false;
  return true;
}

function occurs(word: string, task: Task, field: WordsField): boolean {
  for (const key of SEARCHED[field]) {
    const text = derivedText(task, key, DERIVE[key]);
    // Most tasks lack the word, so it is searched first without the space before it: a space occurs so often that it
    // makes a search slow.
    if (text.includes(word) && (IS_UNSPACED.test(word) || text.includes(` ${word}`))) return true;
  }
  return false;
}

/**
 * Puts a space before each word of a text without case and accents. Words of Han, Kana, Hangul and Thai get none, as a
 * search may match inside them.
 */
function markWords(text: string): string {
  return text.replace(SPACED_WORD, ' $&');
}
