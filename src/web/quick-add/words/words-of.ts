import type { Language } from '../chip.ts';
import type { Words } from './words.ts';
import { GERMAN } from './words-de.ts';
import { ENGLISH } from './words-en.ts';

/**
 * Returns the words of a language, and after them those of English: many people type `tomorrow` in any language. A
 * phrase is in one language, so `in 3 Wochen` and `am Monday` do not mix.
 */
export function wordsOf(language: Language): readonly Words[] {
  return language === 'de' ? [GERMAN, ENGLISH] : [ENGLISH];
}
