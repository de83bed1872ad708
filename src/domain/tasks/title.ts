import type { Brand } from '../brand.ts';
import { checkVisible } from './name.ts';

/** The title of a task: 1 to 255 code points, at least one of them visible, stored exactly as typed. */
export type Title = Brand<string, 'Title'>;

/** The maximum length of a title, in code points. */
export const TITLE_MAX_LENGTH = 255;

/** @throws InvalidValue `empty`, `blank`, `too_long` or `not_text` */
export function title(text: string): Title {
  checkVisible(text, TITLE_MAX_LENGTH);
  return text as Title;
}
