import * as v from 'valibot';
import type { TaskContent } from '../../../domain/tasks/content.ts';
import { DESCRIPTION_MAX_LENGTH, description } from '../../../domain/tasks/description.ts';
import { LIST_MAX_LENGTH, listName } from '../../../domain/tasks/list-name.ts';
import { PRIORITIES, priority } from '../../../domain/tasks/priority.ts';
import { MAX_TAGS, TAG_MAX_LENGTH, tag, tags } from '../../../domain/tasks/tags.ts';
import { taskDate } from '../../../domain/tasks/task-date.ts';
import { TITLE_MAX_LENGTH, title } from '../../../domain/tasks/title.ts';
import { DATE_PATTERN, TEXT_PATTERN, VISIBLE_LINE, VISIBLE_TEXT } from '../docs/patterns.ts';
import { listOf, parseWith } from '../input/validation.ts';

const TitleField = parseWith(v.string(), title, {
  description:
    'Text with at least one visible character, and without NUL. Stored exactly as sent. The length counts code points.',
  type: 'string',
  minLength: 1,
  maxLength: TITLE_MAX_LENGTH,
  ...VISIBLE_TEXT,
  examples: ['Buy milk'],
});

const DescriptionField = parseWith(v.string(), description, {
  description: 'Text without NUL. Stored exactly as sent. The length counts code points.',
  type: 'string',
  maxLength: DESCRIPTION_MAX_LENGTH,
  pattern: TEXT_PATTERN,
  examples: ['two litres'],
});

export const CompletedField = v.pipe(
  v.boolean(),
  v.metadata({ description: 'True if the task is done.', examples: [true] }),
);

const PriorityField = parseWith(v.string(), priority, {
  description: 'How urgent the task is, from `none` to `urgent`.',
  type: 'string',
  enum: PRIORITIES,
  examples: ['high'],
});

const TagField = parseWith(v.string(), tag, {
  description: 'Text with at least one visible character, and without control characters. Kept as typed.',
  type: 'string',
  minLength: 1,
  maxLength: TAG_MAX_LENGTH,
  ...VISIBLE_LINE,
  examples: ['home'],
});

export const TagsField = parseWith(listOf(TagField, 0, MAX_TAGS), tags, {
  description: `At most ${MAX_TAGS} tags in the order given. No two are equal when case, accents and width are ignored.`,
  type: 'array',
  maxItems: MAX_TAGS,
  examples: [['home', 'garden']],
});

const ListField = parseWith(v.string(), listName, {
  description:
    'The name of the list that the task is on, or null for the inbox. A list exists while a task is on it. Names are kept ' +
    'as typed, and are the same if they differ only in case, accents or width.',
  type: 'string',
  minLength: 1,
  maxLength: LIST_MAX_LENGTH,
  ...VISIBLE_TEXT,
  examples: ['Work/Reports'],
});

function dateField(meaning: string) {
  return parseWith(v.string(), taskDate, {
    description:
      `${meaning}: a day (\`2026-03-29\`), a local time wherever one is (\`2026-03-29T14:30\`), or a time in a zone ` +
      '(`2026-03-29T14:30[Europe/Berlin]`; a `Z` at the end becomes `[UTC]`). An offset such as `+02:00` is refused.',
    type: 'string',
    pattern: DATE_PATTERN,
    examples: ['2026-03-29', '2026-03-29T14:30[Europe/Berlin]'],
  });
}

/** The schema of each content field of a task. Request bodies, replies and their OpenAPI schemas derive from these. */
export const CONTENT_SCHEMAS = {
  title: TitleField,
  description: v.nullable(DescriptionField),
  completed: CompletedField,
  priority: PriorityField,
  tags: TagsField,
  list: v.nullable(ListField),
  start: v.nullable(dateField('When work on the task can start')),
  due: v.nullable(dateField('When the task is due')),
} as const satisfies Record<keyof TaskContent, v.GenericSchema>;
