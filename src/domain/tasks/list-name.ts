import type { Brand } from '../brand.ts';
import { checkVisible } from './name.ts';

/** The list that a task is on: 1 to 100 code points, at least one of them visible, kept as typed, compared folded. */
export type ListName = Brand<string, 'ListName'>;

/** The maximum length of the name of a list, in code points. */
export const LIST_MAX_LENGTH = 100;

/** @throws InvalidValue `empty`, `blank`, `too_long` or `not_text` */
export function listName(text: string): ListName {
  checkVisible(text, LIST_MAX_LENGTH);
  return text as ListName;
}
