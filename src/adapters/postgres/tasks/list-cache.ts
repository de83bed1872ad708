import { isOlder } from '../../../domain/tasks/list-position.ts';
import type { Task } from '../../../domain/tasks/task.ts';
import type { TaskList, TaskQuery } from '../../../ports/task-repository.ts';
import { TwoGenerationCache } from '../../batching/two-generation-cache.ts';
import { type StateRow, toSeq } from '../changes/change-row.ts';
import { type TaskRow, toTask } from './task-row.ts';

/** How many tasks a generation holds: some megabytes, or 50 if all texts have their maximum length. */
const GENERATION = 10_000;
/** The most changes that a cached list is revalidated with; after more it is read again. */
export const MAX_CHANGES = 50;

/** A change since a list was cached, with its task as it is now; the task's columns are null if it is deleted. */
export interface ListDeltaRow extends Pick<TaskRow, 'version'> {
  readonly last: string | number;
  readonly seq: string | number | null;
  readonly kind: StateRow['kind'];
}

/** Lists are cached, and revalidated against the change log on every read: they are as fresh as the table. */
export function createListCache(): TwoGenerationCache<TaskList> {
  return new TwoGenerationCache(GENERATION, ({ tasks }) => tasks.length + 1);
}

/**
 * Returns a cached list as it is now. Unchanged tasks stay the same objects.
 *
 * @param delta the changes since the list was cached; one row with the state of the log if there are none
 * @returns undefined if the list must be read again
 */
export function revalidate(
  list: TaskList,
  query: TaskQuery,
  delta: readonly (ListDeltaRow & TaskRow)[],
): TaskList | undefined {
  const seq = toSeq(delta[0]?.last ?? 0);
  if (seq === list.seq) return list;
  // A log has no gaps: if rows are missing, there are more than MAX_CHANGES, or some are purged.
  if (delta[0]?.seq === null || delta.length !== seq - list.seq) return undefined;
  if (query.offset > 0 && !delta.every(({ kind }) => keepsPlace(kind, query))) return undefined;
  const changed = new Map(delta.map((row) => [row.id, row.version === null ? undefined : toTask(row)]));
  const tasks = list.tasks.filter(({ id }) => !changed.has(id));
  for (const task of changed.values()) {
    if (task !== undefined && matches(task, query) && isWithin(task, list, query)) insert(task, tasks);
  }
  // The task that moves up behind the last one is unknown.
  if (tasks.length < query.limit && list.tasks.length === query.limit) return undefined;
  return { tasks: tasks.slice(0, query.limit), seq };
}

/** Returns whether a change of this kind leaves every task at its place in the list. */
function keepsPlace(kind: ListDeltaRow['kind'], { completed }: TaskQuery): boolean {
  return kind === 'updated' || (completed === undefined && (kind === 'completed' || kind === 'reopened'));
}

function matches(task: Task, { completed, after }: TaskQuery): boolean {
  return (completed === undefined || task.completed === completed) && (after === undefined || isOlder(task, after));
}

/** Returns whether the position of a task is on this page. */
function isWithin(task: Task, { tasks }: TaskList, { offset, limit }: TaskQuery): boolean {
  // No task has moved, and none has come from the skipped ones.
  if (offset > 0) return tasks.some(({ id }) => id === task.id);
  const last = tasks.at(-1);
  return tasks.length < limit || last === undefined || !isOlder(task, last);
}

function insert(task: Task, tasks: Task[]): void {
  const index = tasks.findIndex((other) => isOlder(other, task));
  tasks.splice(index === -1 ? tasks.length : index, 0, task);
}
