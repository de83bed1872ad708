import type { Brand } from '../brand.ts';
import { checkText } from '../text.ts';

/** The description of a task: at most 2,000 code points, stored exactly as typed; may be empty. */
export type Description = Brand<string, 'Description'>;

/** The maximum length of a description, in code points. */
export const DESCRIPTION_MAX_LENGTH = 2000;

/** @throws InvalidValue `too_long` or `not_text` */
export function description(text: string): Description {
  checkText(text, DESCRIPTION_MAX_LENGTH);
  return text as Description;
}
