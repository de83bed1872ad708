import { description } from '../../domain/tasks/description.ts';
import { listName } from '../../domain/tasks/list-name.ts';
import { priority } from '../../domain/tasks/priority.ts';
import { editTags, NO_TAGS, tag } from '../../domain/tasks/tags.ts';
import { taskDate } from '../../domain/tasks/task-date.ts';
import type { ChipField, QuickAdd } from './chip.ts';
import type { Understood } from './understood.ts';

type Fields = { -readonly [Name in keyof QuickAdd['fields']]: QuickAdd['fields'][Name] };

/** For each field, a function that sets the field to a value which the field's constructor has checked. */
const SETTERS: Readonly<Record<ChipField, (fields: Fields, value: string) => void>> = {
  list: (fields, value) => {
    fields.list = listName(value);
  },
  tags: (fields, value) => {
    fields.tags = editTags(fields.tags ?? NO_TAGS, [tag(value)]);
  },
  priority: (fields, value) => {
    fields.priority = priority(value);
  },
  description: (fields, value) => {
    fields.description = description(value);
  },
  start: (fields, value) => {
    fields.start = taskDate(value);
  },
  due: (fields, value) => {
    fields.due = taskDate(value);
  },
};

/** Returns the fields of the new task that the understood words set. A repeated tag keeps its first spelling. */
export function fieldsOf(understood: readonly Understood[]): QuickAdd['fields'] {
  const fields: Fields = {};
  for (const { field, value } of understood) SETTERS[field](fields, value);
  return fields;
}
