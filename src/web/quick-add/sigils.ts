import { InvalidValue } from '../../domain/errors.ts';
import { description } from '../../domain/tasks/description.ts';
import { listName } from '../../domain/tasks/list-name.ts';
import { type Priority, priority } from '../../domain/tasks/priority.ts';
import { tag } from '../../domain/tasks/tags.ts';
import { type Atom, withoutPunctuation } from './atoms.ts';
import type { ChipField } from './chip.ts';
import type { Words } from './words/words.ts';

/** The value of a field, given by a word with a sigil: `#list`, `@tag`, `!high`. */
export interface Sigil {
  readonly field: Exclude<ChipField, 'start' | 'due'>;
  readonly value: string;
}

/** The sign that begins a description in a line. */
export const DESCRIPTION_SIGN = '//';

const CHECKS = { list: listName, tags: tag, description, priority } as const;
/** A name needs a letter or an emoji: `#1` is a rank or an issue, and `@14:00` a time. Quotes allow any name. */
const NAMING = /\p{L}|\p{Extended_Pictographic}/u;

/** Returns the value of a word with a sigil; undefined if the word is text, or the field refuses the value. */
export function sigilOf(atom: Atom, languages: readonly Words[]): Sigil | undefined {
  if (atom.text.startsWith('#')) return named('list', atom);
  if (atom.text.startsWith('@')) return named('tags', atom);
  if (!atom.text.startsWith('!')) return undefined;
  const value = languages
    .map(({ priorities }) => priorities.get(atom.word.slice(1)))
    .find((each) => each !== undefined);
  return value && { field: 'priority', value: value satisfies Priority };
}

/** Returns the description in the text after `//`. */
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

/** Returns whether nothing but punctuation follows the closing quote. */
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
