import type { UserId } from '../../../domain/identity.ts';
import type { ListPosition } from '../../../domain/tasks/list-position.ts';
import type { ChangeQuery, TaskQuery } from '../../../ports/task-repository.ts';
import { MAX_CHANGES } from '../../caching/list-cache.ts';
import { taskColumns, type Value } from './task-row.ts';

export type Statement = readonly [sql: string, parameters: Value[]];

const TASK = `user_id, id, ${taskColumns()}, version`;
const NEWEST_FIRST = 'order by created_at desc, id desc';

export const FIND = `select ${TASK}, seq from tasks where user_id = ? and id = ?`;
export const LAST_CHANGE =
  'select version, seq, at from changes where user_id = ? and task_id = ? order by version desc limit 1';
export const LAST_SEQ = 'select seq from counters where user_id = ?';
export const FIRST_SEQ = 'select min(seq) as seq from changes where user_id = ?';

/**
 * Reads a page of a list, newest task first. Completed tasks have one index and open tasks another. A list of all tasks
 * merges the scans of both, so nothing is sorted.
 */
export function listStatement(owner: UserId, { completed, after, offset, limit }: TaskQuery): Statement {
  const page = `${NEWEST_FIRST} limit ? offset ?`;
  const scan = (isCompleted: boolean) =>
    `select ${TASK} from tasks where user_id = ? and ${isCompleted ? '' : 'not '}completed${behind(after, 'id')}`;
  const parameters = [owner, ...valuesOf(after)];
  if (completed !== undefined) return [`${scan(completed)} ${page}`, [...parameters, limit, offset]];
  return [`${scan(true)} union all ${scan(false)} ${page}`, [...parameters, ...parameters, limit, offset]];
}

// Forces the index on the task's id. Otherwise SQLite would scan all changes of the owner after a `seq`.
const LOG_OF_TASK = 'indexed by changes_task';

// The tasks that have not changed after a `seq`: their rows are also their states as of that `seq`. For other tasks,
// that state is the pre-image of the first later change.
const UNCHANGED = `select ${TASK} from tasks where user_id = ? and seq <= ?`;
const replaced = (
  index: string,
) => `select user_id, task_id as id, ${taskColumns()}, version - 1 as version from changes ${index}
  where user_id = ? and seq > ? and previous_seq <= ? and created_at is not null`;

export const FIND_AS_OF = `${UNCHANGED} and id = ? union all ${replaced(LOG_OF_TASK)} and task_id = ?`;

/**
 * Reads a page of a list as it was after the change `seq`. The more tasks the owner has, and the more changes have
 * followed, the longer this takes.
 */
export function listAsOfStatement(
  owner: UserId,
  seq: number,
  { completed, after, offset, limit }: TaskQuery,
): Statement {
  const filter = completed === undefined ? '' : ` and ${completed ? '' : 'not '}completed`;
  const sql = `${UNCHANGED}${filter}${behind(after, 'id')} union all ${replaced('')}${filter}${behind(after, 'task_id')}
    ${NEWEST_FIRST} limit ? offset ?`;
  return [sql, [owner, seq, ...valuesOf(after), owner, seq, seq, ...valuesOf(after), limit, offset]];
}

function behind(after: ListPosition | undefined, id: 'id' | 'task_id'): string {
  return after === undefined ? '' : ` and (created_at, ${id}) < (?, ?)`;
}

function valuesOf(after: ListPosition | undefined): Value[] {
  return after === undefined ? [] : [after.createdAt, after.id];
}

/** The task's state after a change: the state before the task's next change, or else the task's row. */
const POST_IMAGE = taskColumns(
  (name) => `case when next.seq is null then task.${name} else next.${name} end as ${name}`,
);
const WITH_POST_IMAGE = `
  left join changes next on next.user_id = entry.user_id and next.task_id = entry.task_id and next.version = entry.version + 1
  left join tasks task on task.user_id = entry.user_id and task.id = entry.task_id`;

/** Reads changes of an owner, or of one task, each with the task's state before and after the change. */
export function changesStatement(owner: UserId, { since, limit, of }: ChangeQuery): Statement {
  const [index, only, order] = of === undefined ? ['', '', 'seq'] : [LOG_OF_TASK, ' and entry.task_id = ?', 'version'];
  const sql = `select entry.seq, entry.seq - entry.place as operation, entry.actor, entry.kind, entry.at, entry.user_id, entry.task_id as id, entry.version,
      ${taskColumns((name) => `entry.${name} as old_${name}`)}, ${POST_IMAGE}
    from changes entry ${index} ${WITH_POST_IMAGE}
    where entry.user_id = ? and entry.seq > ?${only} order by entry.${order} limit ?`;
  return [sql, [owner, since, ...(of === undefined ? [] : [of]), limit]];
}

/** Reads the first changes of an owner after a `seq`, each with the current state of its task; nulls if it is deleted. */
export const LIST_DELTA = `select (select seq from counters where user_id = entry.user_id) as last, entry.kind, entry.task_id,
    task.user_id, task.id, ${taskColumns((name) => `task.${name}`)}, task.version
  from changes entry left join tasks task on task.user_id = entry.user_id and task.id = entry.task_id
  where entry.user_id = ? and entry.seq > ? order by entry.seq limit ${MAX_CHANGES}`;

/** Reads the result of the write or operation with an idempotency key. */
export const REPLAY = `select entry.fingerprint, entry.report, entry.seq, entry.kind, entry.at, entry.user_id, entry.task_id as id, entry.version,
    (select actor from changes where user_id = entry.user_id and seq = entry.seq) as actor, ${POST_IMAGE}
  from idempotency_keys entry ${WITH_POST_IMAGE} where entry.user_id = ? and entry.key = ?`;
