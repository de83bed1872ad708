import type { Description } from './description.ts';
import type { Title } from './title.ts';

/** The fields of a task that its owner edits. */
export interface TaskContent {
  readonly title: Title;
  readonly description: Description | null;
  readonly completed: boolean;
}

const REQUIRED = {};

/** One line per content field: required, or with the default of a new task. Comparison, copying and undo read this table. */
const CONTENT = {
  title: REQUIRED,
  description: { default: null },
  completed: { default: false },
} as const satisfies ContentTable;

type ContentTable = {
  readonly [Field in keyof TaskContent]: typeof REQUIRED | { readonly default: TaskContent[Field] };
};

export const CONTENT_FIELDS = Object.keys(CONTENT) as (keyof TaskContent)[];

export const CONTENT_DEFAULTS: Partial<TaskContent> = Object.fromEntries(
  Object.entries(CONTENT).flatMap(([field, rule]) => ('default' in rule ? [[field, rule.default]] : [])),
);

/** Returns the content fields of a task, and no other. */
export function contentOf(task: TaskContent): TaskContent {
  return Object.fromEntries(CONTENT_FIELDS.map((field) => [field, task[field]])) as unknown as TaskContent;
}

export function hasSameContent(one: TaskContent, other: TaskContent): boolean {
  return CONTENT_FIELDS.every((field) => one[field] === other[field]);
}
