import { InvalidValue } from './errors.ts';

/**
 * Refuses text that cannot be stored unchanged, or that is longer than `maxLength` code points.
 *
 * Counts code points, not UTF-16 units: 255 emoji are 255 characters to a user. JSON allows NUL, but PostgreSQL does
 * not. Half a surrogate pair has no UTF-8 form.
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
