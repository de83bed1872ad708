import { InvalidValue } from './errors.ts';

/**
 * Refuses text that could not be given back exactly as it came, or that is longer than `maxLength` code points.
 *
 * Code points, not UTF-16 units: 255 emoji are 255 characters to a user. NUL is text to JSON but not to
 * PostgreSQL, and half a surrogate pair has no UTF-8.
 *
 * @throws InvalidValue `not_text` or `too_long`
 */
export function checkText(text: string, maxLength: number): void {
  if (text.includes('\0') || !text.isWellFormed()) throw new InvalidValue('not_text');
  if (text.length > maxLength && countCodePoints(text) > maxLength) throw new InvalidValue('too_long', maxLength);
}

function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
