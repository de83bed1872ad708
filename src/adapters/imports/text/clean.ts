import { InvalidValue } from '../../../domain/errors.ts';
import { checkVisible } from '../../../domain/tasks/name.ts';

const CONTROLS = /\p{Cc}+/gu;

/** Returns text that can be stored: with U+FFFD for NUL and for unpaired surrogates, and LF for CR LF. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd').replaceAll('\r\n', '\n');
}

/** Returns whether {@link storable} would replace a character by U+FFFD. */
export function hasUnstorable(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed();
}

/** Returns text on one line: each run of control characters, such as line breaks, becomes a space. */
export function onOneLine(text: string): string {
  return text.replace(CONTROLS, ' ');
}

/** Returns whether a text has a visible character, as the domain requires of titles, tags and names of lists. */
export function isVisible(text: string): boolean {
  try {
    checkVisible(text, Number.POSITIVE_INFINITY);
    return true;
  } catch (error) {
    if (error instanceof InvalidValue) return false;
    throw error;
  }
}

/** Returns the length of a text in code points. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** Returns a text of at most `max` code points as it is. Cuts a longer text to `max - 1`, and adds `…`. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  let end = 0;
  let length = 0;
  for (const character of text) {
    length++;
    if (length < max) end += character.length;
    else if (length > max) return `${text.slice(0, end)}…`;
  }
  return text;
}
