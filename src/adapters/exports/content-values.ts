import { InvalidValue } from '../../domain/errors.ts';
import { CONTENT_DEFAULTS, CONTENT_FIELDS, type TaskContent } from '../../domain/tasks/content.ts';
import { description } from '../../domain/tasks/description.ts';
import { listName } from '../../domain/tasks/list-name.ts';
import { priority } from '../../domain/tasks/priority.ts';
import { tag, tags } from '../../domain/tasks/tags.ts';
import { taskDate } from '../../domain/tasks/task-date.ts';
import { title } from '../../domain/tasks/title.ts';
import { Refusal } from '../../ports/refusal.ts';

/** The functions that check the JSON value of each content field of a task, and convert it to the type of the field. */
const VALUES: { readonly [Name in keyof TaskContent]: (value: unknown) => TaskContent[Name] } = {
  title: (value) => title(text(value)),
  description: nullable((value) => description(text(value))),
  completed: boolean,
  priority: (value) => priority(text(value)),
  tags: (value) => tags(array(value).map((each) => tag(text(each)))),
  list: nullable((value) => listName(text(value))),
  start: nullable((value) => taskDate(text(value))),
  due: nullable((value) => taskDate(text(value))),
};

/**
 * Reads the content fields of a task. A field that is missing in an older export gets its default value.
 *
 * @throws Refusal `invalid` with the name of the wrong field
 */
export function contentOf(fields: Readonly<Record<string, unknown>>): TaskContent {
  return Object.fromEntries(
    CONTENT_FIELDS.map((name) => [
      name,
      fieldOf(name, fields[name] === undefined ? CONTENT_DEFAULTS[name] : fields[name]),
    ]),
  ) as TaskContent;
}

function fieldOf(name: keyof TaskContent, value: unknown): TaskContent[keyof TaskContent] {
  try {
    return VALUES[name](value);
  } catch (error) {
    if (error instanceof InvalidValue) throw new Refusal('invalid', `${name} breaks the rule ${error.rule}`);
    if (error instanceof Refusal) throw new Refusal('invalid', `${name} ${error.message}`);
    throw error;
  }
}

function nullable<T>(read: (value: unknown) => T): (value: unknown) => T | null {
  return (value) => (value === null ? null : read(value));
}

export function text(value: unknown): string {
  if (typeof value !== 'string') throw new Refusal('invalid', 'must be text');
  return value;
}

function boolean(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new Refusal('invalid', 'must be true or false');
  return value;
}

function array(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Refusal('invalid', 'must be an array');
  return value;
}
