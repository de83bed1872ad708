import type { Brand } from '../brand.ts';
import { checkVisible } from './name.ts';

/**
 * The name of a list of tasks: 1 to 100 code points, at least one of them visible. It is stored as typed, and compared
 * without case, accents and width.
 */
export type ListName = Brand<string, 'ListName'>;

/** The maximum length of the name of a list, in code points. */
export const LIST_MAX_LENGTH = 100;

/** @throws InvalidValue `empty`, `blank`, `too_long` or `not_text` */
export function listName(text: string): ListName {
  checkVisible(text, LIST_MAX_LENGTH);
  return text as ListName;
}
