import { type Change, type Kind, same, type Task } from '../../../support/wire.ts';
import type { Evidence } from '../../evidence.ts';
import { identityOf, LogIndex } from './log-index.ts';

/**
 * Yields each gap in a user's change log, each change that does not follow from the previous one of its task, and each
 * change that does not name the user as its author.
 */
export function* checkLog({ user, log }: Evidence): Generator<string> {
  const logIndex = new LogIndex(log);
  /** The last non-null state of each task, also if the task was deleted later, by task id. */
  const last = new Map<string, Task>();
  for (const [index, change] of log.entries()) {
    const where = `seq ${change.seq}, ${change.kind} ${change.task_id} version ${change.version}`;
    if (change.seq !== index + 1) yield `${where}: is at the position of seq ${index + 1}`;
    const before = logIndex.before(change);
    for (const mistake of mistakes(change, before)) yield `${where}: ${mistake}`;
    const { actor, task, task_id: id } = change;
    if (actor?.user !== user) yield `${where}: was made by ${JSON.stringify(actor)}`;
    if (task === null) continue;
    if (task.id !== id || task.user_id !== user) yield `${where}: holds ${task.id} of ${task.user_id}`;
    const { completed, completed_at, updated_at } = task;
    const isTimed = completed ? completed_at !== null && completed_at <= updated_at : completed_at === null;
    if (!isTimed) yield `${where}: completed is ${completed}, completed_at is ${completed_at}`;
    for (const mistake of leaps(task, last.get(id))) yield `${where}: ${mistake}`;
    last.set(id, task);
  }
}

function* mistakes(change: Change, before: Change | undefined): Generator<string> {
  if (change.version !== (before?.version ?? 0) + 1) yield `follows version ${before?.version ?? 'none'}`;
  if ((change.kind === 'deleted') !== (change.task === null)) yield `holds ${JSON.stringify(change.task)}`;
  const fitting = fittingKind(change, before);
  if (change.kind !== fitting) yield `should be ${fitting}, after ${before?.kind ?? 'nothing'}`;
}

/**
 * Yields an error if the id, owner or creation time of a task changed, or if `updated_at` did not increase.
 *
 * @param last the last non-null state of the task before this change, also if the task was deleted in between
 */
function* leaps(task: Task, last: Task | undefined): Generator<string> {
  if (last === undefined) return;
  if (!same(identityOf(task), identityOf(last))) yield `was ${JSON.stringify(last)} and became ${JSON.stringify(task)}`;
  if (task.updated_at <= last.updated_at) yield `updated_at ${task.updated_at} is not after ${last.updated_at}`;
}

/** Derives the `kind` that a change must have from the states of the task before and after the change. */
function fittingKind({ task }: Change, before: Change | undefined): Kind | 'nothing' {
  if (before === undefined) return task === null ? 'nothing' : 'created';
  if (before.kind === 'deleted') return task === null ? 'nothing' : 'restored';
  if (task === null) return 'deleted';
  if (task.completed === before.task?.completed) return 'updated';
  return task.completed ? 'completed' : 'reopened';
}
