import { type Change, type Kind, same, type Task } from '../../support/wire.ts';
import type { Evidence } from '../evidence.ts';
import { Chronicle, identityOf } from './chronicle.ts';

/** That the log counts 1, 2, 3 …, and that each change fits the one before it of the same task. */
export function* checkLog({ user, log }: Evidence): Generator<string> {
  const chronicle = new Chronicle(log);
  /** Each task as it was when it was last there. */
  const last = new Map<string, Task>();
  for (const [index, change] of log.entries()) {
    const where = `seq ${change.seq}, ${change.kind} ${change.task_id} version ${change.version}`;
    if (change.seq !== index + 1) yield `${where}: stands where seq ${index + 1} must`;
    const before = chronicle.before(change);
    for (const mistake of mistakes(change, before)) yield `${where}: ${mistake}`;
    const { task, task_id: id } = change;
    if (task === null) continue;
    if (task.id !== id || task.user_id !== user) yield `${where}: holds ${task.id} of ${task.user_id}`;
    for (const mistake of leaps(task, last.get(id))) yield `${where}: ${mistake}`;
    last.set(id, task);
  }
}

function* mistakes(change: Change, before: Change | undefined): Generator<string> {
  if (change.version !== (before?.version ?? 0) + 1) yield `comes after version ${before?.version ?? 'nothing'}`;
  if ((change.kind === 'deleted') !== (change.task === null)) yield `holds ${JSON.stringify(change.task)}`;
  const fitting = fittingKind(change, before);
  if (change.kind !== fitting) yield `should be ${fitting}, after ${before?.kind ?? 'nothing'}`;
}

/** What a task may not do from one change to the next, being restored included. */
function* leaps(task: Task, last: Task | undefined): Generator<string> {
  if (last === undefined) return;
  if (!same(identityOf(task), identityOf(last))) yield `was ${JSON.stringify(last)} and became ${JSON.stringify(task)}`;
  if (task.updated_at <= last.updated_at) yield `updated_at ${task.updated_at} is not after ${last.updated_at}`;
}

/** What a change is called, by what it made of what. */
function fittingKind({ task }: Change, before: Change | undefined): Kind | 'nothing' {
  if (before === undefined) return task === null ? 'nothing' : 'created';
  if (before.kind === 'deleted') return task === null ? 'nothing' : 'restored';
  if (task === null) return 'deleted';
  if (task.completed === before.task?.completed) return 'updated';
  return task.completed ? 'completed' : 'reopened';
}
