import type { Task } from '../../../domain/tasks/task.ts';
import type { TaskList, TaskQuery } from '../../../ports/task-repository.ts';
import { TwoGenerationCache } from '../batching/two-generation-cache.ts';
import { type StateRow, toSeq } from '../changes/change-row.ts';
import { type TaskRow, toTask } from './task-row.ts';

/** How many tasks a generation holds. Two are kept: some megabytes, or a hundred if all are as long as can be. */
const GENERATION = 10_000;
/** The most changes that a list is revalidated by; past that it is read again. */
export const MAX_CHANGES = 50;

/** The state of a log, and a change with what its task is now: of one that is deleted, the columns are null. */
export interface ListDeltaRow extends Pick<TaskRow, 'version'> {
  readonly last: string | number;
  readonly seq: string | number | null;
  readonly kind: StateRow['kind'];
}

/**
 * Lists are cached and revalidated against the change log on every read. So a list that nothing has happened to costs one
 * look at its owner's log, together with everybody else's, and any other costs what has happened; and both are as fresh
 * as if they had been read from the table.
 */
export function createListCache(): TwoGenerationCache<TaskList> {
  return new TwoGenerationCache(GENERATION, ({ tasks }) => tasks.length + 1);
}

/**
 * What a list is now, given all that has changed since: `news`, of which there is one row at least. The tasks that have
 * not changed are the very same.
 *
 * @returns undefined if that cannot be told from these
 */
export function revalidate(
  list: TaskList,
  query: TaskQuery,
  news: readonly (ListDeltaRow & TaskRow)[],
): TaskList | undefined {
  const seq = toSeq(news[0]?.last ?? 0);
  if (seq === list.seq) return list;
  // A log has no gaps: if it has more changes, there are too many of them, or some are not kept any more.
  if (news[0]?.seq === null || news.length !== seq - list.seq) return undefined;
  if (query.offset > 0 && !news.every(({ kind }) => keepsPlace(kind, query))) return undefined;
  const changed = new Map(news.map((row) => [row.id, row.title === null ? undefined : toTask(row)]));
  const tasks = list.tasks.filter(({ id }) => !changed.has(id));
  for (const task of changed.values()) {
    if (task !== undefined && isAskedFor(task, query) && isWithin(task, list, query)) insert(task, tasks);
  }
  // What has moved up from behind the last is not known.
  if (tasks.length < query.limit && list.tasks.length === query.limit) return undefined;
  return { tasks: tasks.slice(0, query.limit), seq };
}

/** Whether such a change leaves every task of a list where it is. */
function keepsPlace(kind: ListDeltaRow['kind'], { completed }: TaskQuery): boolean {
  return kind === 'updated' || (completed === undefined && (kind === 'completed' || kind === 'reopened'));
}

function isAskedFor(task: Task, { completed, after }: TaskQuery): boolean {
  return (completed === undefined || task.completed === completed) && (after === undefined || isBehind(task, after));
}

/** Whether a task that a list may show stands where the list shows tasks. */
function isWithin(task: Task, { tasks }: TaskList, { offset, limit }: TaskQuery): boolean {
  // None has moved, nor come from where this list has passed over tasks.
  if (offset > 0) return tasks.some(({ id }) => id === task.id);
  const last = tasks.at(-1);
  return tasks.length < limit || last === undefined || !isBehind(task, last);
}

type Place = Pick<Task, 'createdAt' | 'id'>;

function isBehind(a: Place, b: Place): boolean {
  return a.createdAt === b.createdAt ? a.id < b.id : a.createdAt < b.createdAt;
}

function insert(task: Task, tasks: Task[]): void {
  const place = tasks.findIndex((other) => isBehind(other, task));
  tasks.splice(place === -1 ? tasks.length : place, 0, task);
}
