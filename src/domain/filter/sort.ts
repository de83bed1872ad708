import { isOlder } from '../tasks/list-position.ts';
import { rankOf } from '../tasks/priority.ts';
import type { Task } from '../tasks/task.ts';
import { type Calendar, calendarOf } from '../time/calendar.ts';
import { instantOf } from '../time/span.ts';
import { compareCodePoints } from './code-point-order.ts';
import { foldedName, foldedText } from './folded-task.ts';
import { InvalidFilter } from './invalid-filter.ts';

const MAX_FIELDS = 3;

/** A number or text by which tasks are ordered; null comes last. */
type Key = number | string | null;

const KEYS = {
  created_at: (task: Task): Key => task.createdAt,
  updated_at: (task: Task): Key => task.updatedAt,
  completed_at: (task: Task): Key => task.completedAt,
  start: ({ start }: Task, calendar: Calendar): Key => (start === null ? null : instantOf(start, calendar)),
  due: ({ due }: Task, calendar: Calendar): Key => (due === null ? null : instantOf(due, calendar)),
  priority: (task: Task): Key => rankOf(task.priority),
  title: (task: Task): Key => foldedText(task, 'title'),
  list: ({ list }: Task): Key => (list === null ? null : foldedName(list)),
};

export type SortField = keyof typeof KEYS;
export const SORT_FIELDS = Object.keys(KEYS) as SortField[];

/** The fields to sort by, the most significant first. Tasks with equal fields come newest first. */
export type Sort = readonly { readonly field: SortField; readonly descending: boolean }[];

/**
 * Parses a sort order such as `due,-priority`: 1 to 3 fields, each at most once. `-` before a field means descending.
 *
 * @throws InvalidFilter
 */
export function parseSort(text: string): Sort {
  const sort: { field: SortField; descending: boolean }[] = [];
  let place = 1;
  for (const part of text.split(',', MAX_FIELDS + 1)) {
    const descending = part.startsWith('-');
    const field = SORT_FIELDS.find((each) => each === part.slice(descending ? 1 : 0));
    if (sort.length === MAX_FIELDS) throw problem(`at most ${MAX_FIELDS} fields`, place);
    if (field === undefined) throw problem(`one of ${SORT_FIELDS.join(', ')}, with or without - before it`, place);
    if (sort.some((each) => each.field === field)) throw problem(`${field} only once`, place);
    sort.push({ field, descending });
    place += part.length + 1;
  }
  return sort;
}

/** Returns the comparison function of {@link sorted}. It is a total order of the tasks of one owner. */
export function comparator(sort: Sort, zone: string): (a: Task, b: Task) => number {
  const decorate = decorator(sort, zone);
  const compare = comparison(sort);
  return (a, b) => compare(decorate(a), decorate(b));
}

/** Returns the tasks in order. Computes the sort keys of each task once. Dates without a zone are dates in `zone`. */
export function sorted(tasks: readonly Task[], sort: Sort, zone: string): Task[] {
  return tasks
    .map(decorator(sort, zone))
    .sort(comparison(sort))
    .map(({ task }) => task);
}

interface Decorated {
  readonly task: Task;
  readonly keys: readonly Key[];
}

function decorator(sort: Sort, zone: string): (task: Task) => Decorated {
  const calendar = calendarOf(zone);
  const fields = sort.map(({ field }) => KEYS[field]);
  return (task) => ({ task, keys: fields.map((key) => key(task, calendar)) });
}

function comparison(sort: Sort): (a: Decorated, b: Decorated) => number {
  const directions = sort.map(({ descending }) => (descending ? -1 : 1));
  return (a, b) => {
    for (let i = 0; i < directions.length; i++) {
      const order = compareKeys(a.keys[i] as Key, b.keys[i] as Key, directions[i] as number);
      if (order !== 0) return order;
    }
    if (isOlder(a.task, b.task)) return 1;
    return isOlder(b.task, a.task) ? -1 : 0;
  };
}

function compareKeys(a: Key, b: Key, direction: number): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return direction * (typeof a === 'string' ? compareCodePoints(a, b as string) : a - (b as number));
}

function problem(expected: string, place: number): InvalidFilter {
  return new InvalidFilter(`sort: expected ${expected}, at ${place}`);
}
