import { CONTENT_FIELDS, type TaskContent } from '../../../domain/tasks/content.ts';
import type { Refusal } from '../../state/workspace.ts';
import { dateWords, type Reader } from '../../texts/day-words.ts';
import type { Texts } from '../../texts/en.ts';

/** A field of a refused change in words, with the user's value (`mine`) and the value on the service (`theirs`). */
export interface ContentRow {
  readonly field: string;
  readonly mine: string;
  readonly theirs: string;
}

export function contentRows({ mine, theirs }: Refusal, words: Texts, reader: Reader): readonly ContentRow[] {
  return CONTENT_FIELDS.filter((field) => field in mine || field in theirs).map((field) => ({
    field: words.fields[field],
    mine: field in mine ? valueWords(field, mine, words, reader) : '',
    theirs: field in theirs ? valueWords(field, theirs, words, reader) : '',
  }));
}

/** Returns the value of a task's field in words, such as `tomorrow` for a due date. */
export function valueWords(
  field: keyof TaskContent,
  content: Partial<TaskContent>,
  words: Texts,
  reader: Reader,
): string {
  switch (field) {
    case 'completed':
      return content.completed ? words.groups.done : words.groups.open;
    case 'priority':
      return words.priorities[content.priority ?? 'none'];
    case 'tags':
      return content.tags?.map((each) => `@${each}`).join(' ') || words.detail.empty;
    case 'list':
      return content.list ?? words.noList;
    case 'start':
    case 'due': {
      const date = content[field];
      return date ? dateWords(date, reader) : words.noDate;
    }
    default:
      return content[field] || words.detail.empty;
  }
}
