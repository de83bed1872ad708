import type { Description } from './description.ts';
import type { Title } from './title.ts';

/** The fields of a task that its owner edits, one line each. The type, defaults, comparison, copying and undo derive from it. */
const CONTENT = {
  title: required<Title>(),
  description: optional<Description | null>(null),
  completed: optional<boolean>(false),
};

export type TaskContent = { readonly [Name in keyof typeof CONTENT]: Value<(typeof CONTENT)[Name]> };

interface Field<T> {
  /** The value in a new task; undefined if the field is required. */
  readonly default: T | undefined;
}
type Value<F> = F extends Field<infer T> ? T : never;

function required<T>(): Field<T> {
  return { default: undefined };
}

function optional<T>(value: T): Field<T> {
  return { default: value };
}

export const CONTENT_FIELDS = Object.keys(CONTENT) as (keyof TaskContent)[];

export const CONTENT_DEFAULTS: Partial<TaskContent> = Object.fromEntries(
  Object.entries(CONTENT).flatMap(([name, field]) => (field.default === undefined ? [] : [[name, field.default]])),
);

/** Returns the content fields of a task, and no other. */
export function contentOf(task: TaskContent): TaskContent {
  return Object.fromEntries(CONTENT_FIELDS.map((field) => [field, task[field]])) as unknown as TaskContent;
}

export function hasSameContent(one: TaskContent, other: TaskContent): boolean {
  return CONTENT_FIELDS.every((field) => one[field] === other[field]);
}
