import type { Language } from '../chip.ts';
import type { Words } from './words.ts';
import { GERMAN } from './words-de.ts';
import { ENGLISH } from './words-en.ts';

/**
 * Returns the date words of a language, and then those of English, because many people type `tomorrow` in any language.
 * The languages are tried one by one, so a phrase that mixes them, such as `am Monday`, is no date.
 */
export function wordsOf(language: Language): readonly Words[] {
  return language === 'de' ? [GERMAN, ENGLISH] : [ENGLISH];
}
