import type { StateRow } from '../changes/change-row.ts';
import type { Statement } from '../tasks/read-statements.ts';
import { taskColumns } from '../tasks/task-row.ts';

/** A query for the base state of one task: the state that a write starts from. */
export interface BaseStateQuery {
  readonly n: number;
  readonly user_id: string;
  readonly id: string;
  readonly key: string | undefined;
}

/**
 * Returns the statement that reads base states: the task, or else the change that deleted it, and the fingerprint (a
 * digest of the request) stored with the idempotency key.
 */
export function baseStateStatement(queries: readonly BaseStateQuery[]): Statement {
  const [one, another] = queries;
  if (one === undefined || another !== undefined) return [BASE_STATES, [JSON.stringify(queries)]];
  return [ONE_BASE_STATE, [one.n, one.user_id, one.id, one.key]];
}

/** Like {@link baseStateStatement}, but also locks the tasks until the transaction ends, in the order of `queries`. */
export function lockedBaseStateStatement(queries: readonly BaseStateQuery[]): Statement {
  return [LOCKED_BASE_STATES, [JSON.stringify(queries)]];
}

/** @param asked SQL for one row per state to read, with the columns `n`, `user_id`, `id` and `key` */
export function baseStates(asked: string, lock = ''): string {
  return `
  select asked.n, asked.user_id, asked.id, ${taskColumns((name) => `task.${name}`)},
    coalesce(task.version, deletion.version) as version, coalesce(task.seq, deletion.seq) as seq, deletion.at, key.fingerprint
  from ${asked}
    left join lateral (
      select id, ${taskColumns()}, version, seq from tasks
      where user_id = asked.user_id and id between asked.id and asked.id order by id limit 1 ${lock}
    ) task on true
    left join lateral (
      select fingerprint from idempotency_keys
      where user_id = asked.user_id and key between asked.key and asked.key order by key limit 1
    ) key on true
    left join lateral (
      select version, seq, at from changes
      where user_id = asked.user_id and task_id = asked.id and task.id is null order by version desc limit 1
    ) deletion on true`;
}

const MANY = 'json_to_recordset($1) as asked (n int, user_id uuid, id uuid, key text)';
const BASE_STATES = baseStates(MANY);
const LOCKED_BASE_STATES = baseStates(MANY, 'for update');
const ONE_BASE_STATE = baseStates('(select $1::int as n, $2::uuid as user_id, $3::uuid as id, $4::text as key) asked');

/**
 * The row of a base state. The task's columns are null if the task is deleted. `version` is null if the task never
 * existed.
 */
export type BaseStateRow = Omit<StateRow, 'kind' | 'version' | 'seq'> & {
  readonly n: number;
  readonly version: number | string | null;
  readonly seq: string | number | null;
  readonly fingerprint: string | null;
};

/**
 * Finds the given changes that were committed. Returns the index `n` and the `seq` of each change found. It runs only
 * after a lost connection. If no change of a task has the given time, it reads all of them.
 */
export const FIND_COMMITTED = `
  select asked.n, entry.seq
  from json_to_recordset($1) as asked (n int, user_id uuid, task_id uuid, at timestamptz)
    cross join lateral (
      select seq from changes
      where user_id = asked.user_id and task_id = asked.task_id and at = asked.at
      order by version desc limit 1
    ) entry`;

export interface RecoveredRow {
  readonly n: number;
  readonly seq: string | number;
}
