import { InvalidValue } from '../errors.ts';
import { checkText } from '../text.ts';

// Hangul fillers are Default_Ignorable. The blank braille pattern U+2800 is not, so it is excluded by name.
// See https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]/u;
const CONTROL = /\p{Cc}/u;

/** @throws InvalidValue `empty`, `blank`, `too_long` or `not_text` */
export function checkVisible(text: string, maxLength: number): void {
  if (text === '') throw new InvalidValue('empty', 1);
  checkText(text, maxLength);
  if (!VISIBLE.test(text)) throw new InvalidValue('blank');
}

/** @throws InvalidValue as {@link checkVisible}, or `control_character` */
export function checkName(text: string, maxLength: number): void {
  checkVisible(text, maxLength);
  if (CONTROL.test(text)) throw new InvalidValue('control_character');
}
