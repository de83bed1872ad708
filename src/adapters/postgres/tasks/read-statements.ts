import type { Seq } from '../../../domain/changes/change.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import type { ChangeQuery, TaskQuery } from '../../../ports/task-repository.ts';
import { MAX_CHANGES } from '../../caching/list-cache.ts';
import { timestamp } from '../../system/timestamp.ts';
import type { Parameter } from '../driver/prepared-query.ts';
import { taskColumns } from './task-row.ts';

// Columns are always listed: a prepared `select *` breaks when a migration adds a column.
//
// Lookups by key use `between x and x order by key limit 1` instead of `=`. This forces the planner to use the index on
// the key: with any other index it would have to sort, which is disabled (see `SESSION`). With `=` it
// might scan all rows of a user, if it believes that the user has few.

export type Statement = [sql: string, parameters: Parameter[]];

const TASK = `user_id, id, ${taskColumns()}, version`;
/** The columns of a task's state before a change, from the row of the change. */
const REPLACED = `user_id, task_id as id, ${taskColumns()}, version - 1 as version`;
const NEWEST_FIRST = 'order by created_at desc, id desc';

/**
 * Scans tasks by index, newest first. Completed tasks have one index and open tasks another. A list of all tasks merges
 * the two scans, which is cheaper than to maintain a third index on each write.
 */
function indexScan(condition: string, completed?: boolean): string {
  // `completed` is a literal, not a parameter: the planner must see that the condition is that of the partial index.
  const only = (completed: boolean) =>
    `(select ${TASK} from tasks where ${completed ? '' : 'not '}completed and ${condition} ${NEWEST_FIRST})`;
  return completed === undefined ? `(${only(true)} union all ${only(false)})` : only(completed);
}

const LAST = 'coalesce((select seq from counters where user_id = $1), 0) as last';
const OLDEST = '(select seq from changes where user_id = $1 order by seq limit 1) as oldest';

export const FIND = `select ${TASK}, seq from tasks where user_id = $1 and id between $2 and $2 order by id limit 1`;

/** Reads the `seq` of the last change in an owner's log. */
export const LAST_SEQ = 'select seq as last from counters where user_id = $1';

/** Reads many tasks in one statement, each as {@link FIND} does. */
export const FIND_MANY = `
  select asked.n, task.* from json_to_recordset($1) as asked (n int, user_id uuid, id uuid) cross join lateral (
    select ${TASK}, seq from tasks
    where user_id = asked.user_id and id between asked.id and asked.id order by id limit 1
  ) task`;

/** Joins the `seq` of the last change in the log of the user `asked.user_id`; null if the log is empty. */
const COUNTER = `left join lateral (
    select seq from counters where user_id between asked.user_id and asked.user_id order by user_id limit 1
  ) counter on true`;

/**
 * Reads the first MAX_CHANGES changes of an owner whose `seq` is greater than `since`, each with the current state of
 * its task.
 */
function listDelta(asked: string, columns: string): string {
  return `
  select ${columns}, coalesce(counter.seq, 0) as last, entry.seq, entry.kind, entry.task_id as id, ${taskColumns((name) => `task.${name}`)},
    task.version
  from ${asked} ${COUNTER} left join lateral (
    select seq, kind, task_id from changes
    where user_id = asked.user_id and seq > asked.since order by seq limit ${MAX_CHANGES}
  ) entry on true left join lateral (
    select ${taskColumns()}, version from tasks
    where user_id = asked.user_id and id between entry.task_id and entry.task_id order by id limit 1
  ) task on true`;
}

export const LIST_DELTA = listDelta('(select $1::uuid as user_id, $2::bigint as since) asked', 'asked.user_id');

export const LIST_DELTA_OF_MANY = listDelta(
  'json_to_recordset($1) as asked (n int, user_id uuid, since bigint)',
  'asked.n, asked.user_id',
);

// The states, as of the change with `seq` $2, of the tasks that have changed since. Each is the pre-image of the task's
// first later change. For a task without a later change, the state is the task's row.
const REPLACED_SINCE = `
  select ${REPLACED} from changes where user_id = $1 and seq > $2 and previous_seq <= $2 and title is not null`;

export function findAsOfStatement(owner: UserId, id: TaskId, asOf: Seq): Statement {
  const unchanged = `select ${TASK} from tasks where user_id = $1 and seq <= $2 and id between $3 and $3 order by id limit 1`;
  const replaced = `${REPLACED_SINCE} and task_id = $3 order by version limit 1`;
  return [withLogBounds(`(${unchanged}) union all (${replaced})`), [owner, asOf, id]];
}

/**
 * Reads a page of a list, newest task first, from the start or from the position `after`. The indexes give the order,
 * so nothing is sorted.
 */
export function listStatement(owner: UserId, query: TaskQuery): Statement {
  const parameters: Parameter[] = [owner, query.limit, query.offset];
  const tasks = indexScan(`user_id = $1${placeOf(query, 'id', parameters)}`, query.completed);
  const page = `select * from ${tasks} task ${NEWEST_FIRST} limit $2 offset $3`;
  return [`select ${LAST}, page.* from (select) once left join lateral (${page}) page on true`, parameters];
}

const FROM_PLACE = `user_id = asked.user_id and (created_at, id) < (
      coalesce(asked.created_at, 'infinity'), coalesce(asked.id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))`;

/** Reads pages of many lists in one statement, each as {@link listStatement} does. */
function pages(asked: string, columns: string): string {
  return `
  select ${columns}coalesce(counter.seq, 0) as last, page.*
  from ${asked} ${COUNTER} left join lateral (
    select * from ${indexScan(FROM_PLACE)} task ${NEWEST_FIRST} limit asked.size offset asked.skip
  ) page on true`;
}

export const PAGE = pages(
  '(select $1::uuid as user_id, $2::int as size, $3::int as skip, $4::timestamptz as created_at, $5::uuid as id) asked',
  '',
);

export const PAGES = pages(
  'json_to_recordset($1) as asked (n int, user_id uuid, size int, skip int, created_at timestamptz, id uuid)',
  'asked.n, ',
);

/**
 * Reads a page of a list as it was after the change with the `seq` `asOf`. The more changes have followed, the longer
 * this takes.
 */
export function listAsOfStatement(owner: UserId, asOf: Seq, query: TaskQuery): Statement {
  const parameters: Parameter[] = [owner, asOf, query.limit, query.offset];
  const unchanged = indexScan(`user_id = $1 and seq <= $2${placeOf(query, 'id', parameters)}`, query.completed);
  const first = `select * from ${unchanged} task ${NEWEST_FIRST} limit $3::bigint + $4`;
  const replaced = `${REPLACED_SINCE}${filterOf(query)}${placeOf(query, 'task_id', parameters)}`;
  const page = `select * from ((${first}) union all ${replaced}) state ${NEWEST_FIRST} limit $3 offset $4`;
  return [withLogBounds(page), parameters];
}

// Each scan below compares `user_id` with the parameter `$1`, not with a column of another scan. By the parameter, a
// database that is sharded by user finds the shard (see `sharded/`).

/** The task's state after a change: the state before the task's next change, or else the task's row. */
const STATE_AFTER = taskColumns(
  (name) => `case when next.seq is null then task.${name} else next.${name} end as ${name}`,
);
const WITH_STATE_AFTER = `
  left join lateral (
    select seq, ${taskColumns()} from changes
    where user_id = $1 and task_id = entry.task_id and version > entry.version order by version limit 1
  ) next on true
  left join lateral (
    select ${taskColumns()} from tasks
    where user_id = $1 and id between entry.task_id and entry.task_id order by id limit 1
  ) task on true`;

/** Reads changes of an owner, or of one task, each with the task's state before and after the change. */
export function changesStatement(owner: UserId, { since, limit, of }: ChangeQuery): Statement {
  const parameters: Parameter[] = [owner, since, limit];
  const [only, order] = of === undefined ? ['', 'seq'] : [` and task_id = $${parameters.push(of)}`, 'version'];
  const entries = `
    select seq, seq - place as operation, actor, kind, at, user_id, task_id, version, ${taskColumns()}
    from changes where user_id = $1 and seq > $2${only} order by ${order} limit $3`;
  const states = `
    select entry.seq, entry.operation, entry.actor, entry.kind, entry.at, entry.user_id, entry.task_id as id, entry.version,
      ${taskColumns((name) => `entry.${name} as old_${name}`)}, ${STATE_AFTER}
    from (${entries}) entry ${WITH_STATE_AFTER}`;
  return [withLogBounds(states), parameters];
}

/** Reads the result of the write or operation with the idempotency key `$2`. */
export const REPLAY = `
  select entry.fingerprint, entry.report, entry.seq, entry.kind, entry.at, entry.user_id, entry.task_id as id, entry.version,
    made.actor, ${STATE_AFTER}
  from (
    select user_id, fingerprint, report, seq, kind, at, task_id, version from idempotency_keys
    where user_id = $1 and key between $2 and $2 order by key limit 1
  ) entry left join lateral (
    select actor from changes where user_id = $1 and seq between entry.seq and entry.seq order by seq limit 1
  ) made on true ${WITH_STATE_AFTER}`;

/**
 * Adds two columns to each row of a query: the `seq` of the oldest and of the last change in the owner's log. If the
 * query finds nothing, the result is one row with only these columns.
 */
function withLogBounds(query: string): string {
  return `select ${LAST}, ${OLDEST}, found.* from (select) once left join lateral (${query}) found on true`;
}

function filterOf({ completed }: TaskQuery): string {
  return completed === undefined ? '' : ` and ${completed ? '' : 'not '}completed`;
}

function placeOf({ after }: TaskQuery, id: 'id' | 'task_id', parameters: Parameter[]): string {
  if (after === undefined) return '';
  const bind = (value: Parameter) => `$${parameters.push(value)}`;
  return ` and (created_at, ${id}) < (${bind(timestamp(after.createdAt))}, ${bind(after.id)})`;
}
