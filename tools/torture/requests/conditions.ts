import type { Random } from '../../support/random.ts';
import type { Task } from '../../support/wire.ts';
import { LISTS, PRIORITIES, TAGS } from './random-content.ts';

/** A simple filter: the field values that a task must have. */
export interface Conditions {
  readonly completed?: boolean;
  readonly priority?: Task['priority'];
  readonly tag?: string;
  /** The list that a task must be on; null for the inbox. */
  readonly list?: string | null;
}

/** Returns a random filter: one condition, and sometimes a condition on `completed`, too. */
export function someConditions(random: Random): Conditions {
  const conditions = random.pick<() => Conditions>([
    () => ({ priority: random.pick(PRIORITIES) }),
    () => ({ tag: random.pick(TAGS) }),
    () => ({ list: random.pick(LISTS) }),
  ])();
  return random.chance(0.5) ? conditions : { ...conditions, completed: random.chance(0.5) };
}

/** Returns the conditions as an expression for the parameter `filter`. */
export function filterText(conditions: Conditions): string {
  const terms = Object.entries(conditions).map(([field, value]) =>
    value === null ? `${field} is none` : `${field} = ${typeof value === 'string' ? quoted(value) : value}`,
  );
  return terms.join(' and ');
}

/** Returns the conditions as query parameters of a list request, one for each condition. */
export function listParameters(conditions: Conditions): [string, string][] {
  return Object.entries(conditions).map(([field, value]) => [field, String(value ?? '')]);
}

export function matches(task: Task, { completed, priority, tag, list }: Conditions): boolean {
  return (
    (completed === undefined || task.completed === completed) &&
    (priority === undefined || task.priority === priority) &&
    (tag === undefined || task.tags.some((each) => sameName(each, tag))) &&
    (list === undefined || sameName(task.list, list))
  );
}

function sameName(one: string | null, other: string | null): boolean {
  return one?.toLowerCase() === other?.toLowerCase();
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
