import { CONTENT_FIELDS, hasSameValue } from '../../../domain/tasks/content.ts';
import type { Task } from '../../../domain/tasks/task.ts';
import type { Reader } from '../../texts/day-words.ts';
import type { Texts } from '../../texts/en.ts';
import { valueWords } from '../tray/content-words.ts';

/** Returns the changed fields of a task in words: `Due: today → tomorrow`. Empty after a creation or a deletion. */
export function changedWords(before: Task | null, after: Task | null, words: Texts, reader: Reader): string {
  if (before === null || after === null) return '';
  return CONTENT_FIELDS.filter((field) => field !== 'completed' && !hasSameValue(field, before, after))
    .map((field) => {
      const [from, to] = [before, after].map((task) => valueWords(field, task, words, reader));
      return `${words.fields[field]}: ${from} → ${to}`;
    })
    .join('; ');
}
