import type { Brand } from '../brand.ts';
import { InvalidValue } from '../errors.ts';
import { checkText } from '../text.ts';

/** The title of a task: 1 to 255 code points, at least one of them visible, stored exactly as typed. */
export type Title = Brand<string, 'Title'>;

/** In code points. */
export const TITLE_MAX_LENGTH = 255;

// Hangul fillers are ignorable; blank braille is a symbol (https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point).
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** @throws InvalidValue `empty`, `blank`, `too_long` or `not_text` */
export function title(text: string): Title {
  if (text === '') throw new InvalidValue('empty', 1);
  checkText(text, TITLE_MAX_LENGTH);
  if (!VISIBLE.test(text)) throw new InvalidValue('blank');
  return text as Title;
}
