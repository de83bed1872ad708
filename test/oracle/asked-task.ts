import { type Clock, compareDates } from './moments.ts';
import { compareTexts } from './words.ts';

/** A task as the API returns it, with the fields that filters, searches and sort orders read. */
export interface AskedTask {
  readonly id: string;
  readonly user_id: string;
  readonly title: string;
  readonly description: string | null;
  readonly completed: boolean;
  readonly created_at: string;
  readonly updated_at: string;
  readonly completed_at: string | null;
  readonly priority: string;
  readonly tags: readonly string[];
  readonly list: string | null;
  readonly start: string | null;
  readonly due: string | null;
}

/** The priorities, in ascending order. */
export const PRIORITIES = ['none', 'low', 'medium', 'high', 'urgent'];

/** Returns whether a field of a task satisfies a comparison. A field without a value satisfies only `!=`. */
export function compares(task: AskedTask, field: string, operator: string, value: string, clock: Clock): boolean {
  const orders = textsOf(task, field).map((own) => compareValues(field, own, value, clock));
  if (operator === '=') return orders.some((order) => order === 0);
  if (operator === '!=') return !orders.some((order) => order === 0);
  if (operator === '<') return orders.some((order) => order < 0);
  if (operator === '<=') return orders.some((order) => order <= 0);
  if (operator === '>') return orders.some((order) => order > 0);
  if (operator === '>=') return orders.some((order) => order >= 0);
  throw new Error(`unknown operator ${operator}`);
}

/** Returns the texts that a task has in a field: none, one, or several tags. */
export function textsOf(task: AskedTask, field: string): string[] {
  if (field === 'tag') return [...task.tags];
  const own = task[field as keyof AskedTask];
  if (own === undefined) throw new Error(`unknown field ${field}`);
  return own === null ? [] : [String(own)];
}

function compareValues(field: string, own: string, wanted: string, clock: Clock): number {
  if (field === 'completed') return own === wanted ? 0 : 1;
  if (field === 'priority') return PRIORITIES.indexOf(own) - PRIORITIES.indexOf(wanted);
  if (['tag', 'list', 'title', 'description'].includes(field)) return compareTexts(own, wanted);
  return compareDates(own, wanted, clock);
}
