import { InvalidValue } from '../../domain/errors.ts';
import { description } from '../../domain/tasks/description.ts';
import { listName } from '../../domain/tasks/list-name.ts';
import { type Priority, priority } from '../../domain/tasks/priority.ts';
import { tag } from '../../domain/tasks/tags.ts';
import { type Atom, withoutPunctuation } from './atoms.ts';
import type { ChipField } from './chip.ts';
import type { Words } from './words/words.ts';

/** The value of a field that a word with a sign (a sigil) gives: `#list`, `@tag`, `!high`. */
export interface Sigil {
  readonly field: Exclude<ChipField, 'start' | 'due'>;
  readonly value: string;
}

/** The sign with which the description begins in a quick-add line. */
export const DESCRIPTION_SIGN = '//';

const CHECKS = { list: listName, tags: tag, description, priority } as const;
/**
 * Matches a name of a list or tag, which needs a letter or an emoji. So `#1` (a rank) and `@14:00` (a time) stay text.
 * A quoted name needs neither.
 */
const NAMING = /\p{L}|\p{Extended_Pictographic}/u;

/**
 * Returns the field and the value that a word such as `#list` gives; undefined if the word has no sigil, or its value
 * is invalid.
 */
export function sigilOf(atom: Atom, languages: readonly Words[]): Sigil | undefined {
  if (atom.text.startsWith('#')) return named('list', atom);
  if (atom.text.startsWith('@')) return named('tags', atom);
  if (!atom.text.startsWith('!')) return undefined;
  const value = languages
    .map(({ priorities }) => priorities.get(atom.word.slice(1)))
    .find((each) => each !== undefined);
  return value && { field: 'priority', value: value satisfies Priority };
}

/** Returns the description, given the text after `//`; undefined if the text is blank or too long. */
export function descriptionOf(text: string): Sigil | undefined {
  const value = text.trim();
  return value === '' ? undefined : checked({ field: 'description', value });
}

function named(field: 'list' | 'tags', atom: Atom): Sigil | undefined {
  const { text, quoted } = atom;
  if (quoted !== undefined) return endsAfterQuote(text) ? checked({ field, value: quoted }) : undefined;
  const value = withoutPunctuation(text.slice(1));
  return NAMING.test(value) && !value.startsWith(text.charAt(0)) ? checked({ field, value }) : undefined;
}

/** Returns whether only punctuation follows the closing quotation mark. */
function endsAfterQuote(text: string): boolean {
  return '"”“'.includes(withoutPunctuation(text).slice(-1));
}

function checked(sigil: Sigil): Sigil | undefined {
  try {
    CHECKS[sigil.field](sigil.value);
    return sigil;
  } catch (error) {
    if (error instanceof InvalidValue) return undefined;
    throw error;
  }
}
