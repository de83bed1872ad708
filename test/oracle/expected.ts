import { type AskedTask, compares, PRIORITIES } from './asked-task.ts';
import { type Clock, sortKeyOf } from './moments.ts';
import { type Condition, isOverdue, parseFilter } from './parse-filter.ts';
import { compareTexts, hasWords } from './words.ts';

/** The query parameters that select and order the tasks of a list. */
export interface Query {
  readonly filter?: string | undefined;
  readonly sort?: string | undefined;
  readonly tz?: string | undefined;
  readonly q?: string | undefined;
  readonly tag?: readonly string[] | undefined;
  readonly priority?: readonly string[] | undefined;
  readonly list?: string | undefined;
  readonly due_before?: string | undefined;
  readonly due_after?: string | undefined;
  readonly overdue?: true | undefined;
  readonly completed?: boolean | undefined;
}

/** Returns the ids of the tasks that match a query at the time `now`, in the order of the query. */
export function expected(tasks: readonly AskedTask[], query: Query, now: number): string[] {
  const clock = { now: Temporal.Instant.fromEpochMilliseconds(now), tz: query.tz ?? 'UTC' };
  const conditions = conditionsOf(query, clock);
  const matching = tasks.filter((task) => conditions.every((condition) => condition(task)));
  return matching.sort(orderOf(query.sort, clock)).map(({ id }) => id);
}

function conditionsOf(query: Query, clock: Clock): Condition[] {
  const { q, list, due_before, due_after, completed } = query;
  const conditions = [parseFilter(query.filter ?? '', clock)];
  for (const tag of query.tag ?? []) conditions.push((task) => compares(task, 'tag', '=', tag, clock));
  const { priority } = query;
  if (priority !== undefined) conditions.push((task) => priority.includes(task.priority));
  if (list === '') conditions.push((task) => task.list === null);
  else if (list !== undefined) conditions.push((task) => compares(task, 'list', '=', list, clock));
  if (due_before !== undefined) conditions.push((task) => compares(task, 'due', '<', due_before, clock));
  if (due_after !== undefined) conditions.push((task) => compares(task, 'due', '>', due_after, clock));
  if (query.overdue) conditions.push(isOverdue(clock));
  if (completed !== undefined) conditions.push((task) => task.completed === completed);
  if (q !== undefined) conditions.push((task) => hasWords(searchedTexts(task), q));
  return conditions;
}

function searchedTexts({ title, description, tags, list }: AskedTask): string[] {
  return [title, description ?? '', ...tags, list ?? ''];
}

/** Returns a comparator by up to three fields. Among equal tasks the newest comes first, then the greatest id. */
function orderOf(sort: string | undefined, clock: Clock): (one: AskedTask, other: AskedTask) => number {
  const fields = [...(sort?.split(',') ?? []), '-created_at', '-id'];
  return (one, other) => {
    for (const name of fields) {
      const field = name.replace('-', '');
      const order = compareKeys(keyOf(one, field, clock), keyOf(other, field, clock), name.startsWith('-'));
      if (order !== 0) return order;
    }
    return 0;
  };
}

type SortKey = string | number | null;

function keyOf(task: AskedTask, field: string, clock: Clock): SortKey {
  const own = task[field as keyof AskedTask] as string | null;
  if (own === null || ['title', 'list', 'id'].includes(field)) return own;
  return field === 'priority' ? PRIORITIES.indexOf(own) : sortKeyOf(own, clock);
}

/** Compares two sort keys, in descending order if `isTurned`. A task without a value comes last in both orders. */
function compareKeys(one: SortKey, other: SortKey, isTurned: boolean): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  const order = typeof one === 'string' ? compareTexts(one, String(other)) : one - Number(other);
  return isTurned ? -order : order;
}
