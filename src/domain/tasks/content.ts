import type { Description } from './description.ts';
import type { ListName } from './list-name.ts';
import type { Priority } from './priority.ts';
import { isSameTags, NO_TAGS, type Tags } from './tags.ts';
import type { TaskDate } from './task-date.ts';
import type { Title } from './title.ts';

/**
 * The fields of a task that its owner edits, one line each. The type, defaults, comparison, copying and undo derive
 * from this table.
 */
const CONTENT = {
  title: required<Title>(),
  description: optional<Description | null>(null),
  completed: optional<boolean>(false),
  priority: optional<Priority>('none'),
  tags: optional<Tags>(NO_TAGS, isSameTags),
  list: optional<ListName | null>(null),
  start: optional<TaskDate | null>(null),
  due: optional<TaskDate | null>(null),
};

export type TaskContent = { readonly [Name in keyof typeof CONTENT]: Value<(typeof CONTENT)[Name]> };

interface Field<T> {
  /** The value in a new task; undefined if the field is required. */
  readonly default: T | undefined;
  readonly isSame: (one: T, other: T) => boolean;
}
type Value<F> = F extends Field<infer T> ? T : never;

function required<T>(): Field<T> {
  return { default: undefined, isSame: Object.is };
}

function optional<T>(value: T, isSame: Field<T>['isSame'] = Object.is): Field<T> {
  return { default: value, isSame };
}

export const CONTENT_FIELDS = Object.keys(CONTENT) as (keyof TaskContent)[];

export const CONTENT_DEFAULTS: Partial<TaskContent> = Object.fromEntries(
  Object.entries(CONTENT).flatMap(([name, field]) => (field.default === undefined ? [] : [[name, field.default]])),
);

export function hasSameContent(one: TaskContent, other: TaskContent): boolean {
  return CONTENT_FIELDS.every((field) => hasSameValue(field, one, other));
}

export function hasSameValue(field: keyof TaskContent, one: TaskContent, other: TaskContent): boolean {
  return (CONTENT[field] as Field<unknown>).isSame(one[field], other[field]);
}
