import { isOlder } from '../../../domain/tasks/list-position.ts';
import type { Task } from '../../../domain/tasks/task.ts';
import type { TaskList, TaskQuery } from '../../../ports/task-repository.ts';
import { TwoGenerationCache } from '../../batching/two-generation-cache.ts';
import { type StateRow, toSeq } from '../changes/change-row.ts';
import { type TaskRow, toTask } from './task-row.ts';

/**
 * The most tasks in each of the cache's two generations. With the JSON of the tasks and of the lists, they take up to 20
 * megabytes, or 200 megabytes if all texts have their maximum length.
 */
const GENERATION = 10_000;
/** The most changes since a list was cached that are applied to it. After more changes, the list is read again. */
export const MAX_CHANGES = 50;

/**
 * A change since a list was cached, with the current state of its task. The task's columns are null if the task is
 * deleted.
 */
export interface ListDeltaRow extends Pick<TaskRow, 'version'> {
  readonly last: string | number;
  readonly seq: string | number | null;
  readonly kind: StateRow['kind'];
}

/**
 * Creates a cache of lists. Before each use, a cached list is brought up to date by the change log, so it is never
 * stale.
 */
export function createListCache(): TwoGenerationCache<TaskList> {
  return new TwoGenerationCache(GENERATION, ({ tasks }) => tasks.length + 1);
}

/**
 * Applies the changes since a list was cached. Unchanged tasks stay the same objects, an unchanged page the same array.
 *
 * @param delta the changes since the list was cached; if there are none, one row with only `last`, the `seq` of the
 * log's last change
 * @returns the current list; undefined if the list must be read again
 */
export function revalidate(
  list: TaskList,
  query: TaskQuery,
  delta: readonly (ListDeltaRow & TaskRow)[],
): TaskList | undefined {
  const seq = toSeq(delta[0]?.last ?? 0);
  if (seq === list.seq) return list;
  // The log has no gaps. So if rows are missing, there are more than MAX_CHANGES changes, or some have been purged.
  if (delta[0]?.seq === null || delta.length !== seq - list.seq) return undefined;
  if (query.offset > 0 && !delta.every(({ kind }) => keepsPlace(kind, query))) return undefined;
  const changed = new Map(delta.map((row) => [row.id, row.version === null ? undefined : toTask(row)]));
  const tasks = list.tasks.filter(({ id }) => !changed.has(id));
  const entering: Task[] = [];
  for (const task of changed.values()) {
    if (task !== undefined && matches(task, query) && isWithin(task, list, query)) entering.push(task);
  }
  // No change concerns this page. It stays the same array, whose serialized form may be cached.
  if (tasks.length === list.tasks.length && entering.length === 0) return { tasks: list.tasks, seq };
  for (const task of entering) insert(task, tasks);
  // The page has lost a task, so the first task of the following page moves up, but the cache does not have it.
  if (tasks.length < query.limit && list.tasks.length === query.limit) return undefined;
  return { tasks: tasks.slice(0, query.limit), seq };
}

/** Returns whether a change of this kind leaves every task at its position in the list. */
function keepsPlace(kind: ListDeltaRow['kind'], { completed }: TaskQuery): boolean {
  return kind === 'updated' || (completed === undefined && (kind === 'completed' || kind === 'reopened'));
}

function matches(task: Task, { completed, after }: TaskQuery): boolean {
  return (completed === undefined || task.completed === completed) && (after === undefined || isOlder(task, after));
}

/** Returns whether a task belongs on this page by its position in the order of the list. */
function isWithin(task: Task, { tasks }: TaskList, { offset, limit }: TaskQuery): boolean {
  // If there is an offset, `revalidate` has checked that no change moves a task, so the page still has the same tasks.
  if (offset > 0) return tasks.some(({ id }) => id === task.id);
  const last = tasks.at(-1);
  return tasks.length < limit || last === undefined || !isOlder(task, last);
}

function insert(task: Task, tasks: Task[]): void {
  const index = tasks.findIndex((other) => isOlder(other, task));
  tasks.splice(index === -1 ? tasks.length : index, 0, task);
}
