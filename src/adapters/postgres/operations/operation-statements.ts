import { columnTypes, taskColumns } from '../tasks/task-row.ts';
import { baseStates } from '../writes/base-state-statements.ts';
import { SAME_ROW } from '../writes/write-statements.ts';

// The statements of an operation, which run one after another in one transaction. `$1` is the owner. `$2` is an array
// of rows as JSON, unless a comment says otherwise.

/** The most rows that one statement writes. */
export const MAX_ROWS = 500;

const ASKED =
  '(select 0 as n, $1::uuid as user_id, id, null::text as key from json_to_recordset($2) as task (id uuid)) asked';

/**
 * Reads the states from which the operation's steps start. Locks the tasks until the transaction ends, in the order of
 * their ids in `$2`.
 */
export const LOCKED_STATES = baseStates(ASKED, 'for update');
export const STATES = baseStates(ASKED);

/**
 * Adds `$2` to the owner's counter of changes, and locks the counter until the commit. Returns the counter's new value.
 */
export const ADVANCE_COUNTER = `
  insert into counters as counter (user_id, seq) values ($1, $2)
  on conflict (user_id) do update set seq = counter.seq + excluded.seq
  returning seq`;

const STATE = `id uuid, version int, seq bigint, ${columnTypes('')}`;

export const CREATE_TASKS = `
  insert into tasks (user_id, id, version, seq, ${taskColumns()})
  select $1::uuid, id, version, seq, ${taskColumns()} from json_to_recordset($2) as task (${STATE})`;

export const UPDATE_TASKS = `
  with change as materialized (select $1::uuid as user_id, * from json_to_recordset($2) as task (${STATE}))
  update tasks set (version, seq, ${taskColumns()}) = row (change.version, change.seq, ${taskColumns((name) => `change.${name}`)})
  from change where ${SAME_ROW}`;

export const DELETE_TASKS = `
  with change as materialized (select $1::uuid as user_id, id from json_to_recordset($2) as task (id uuid))
  delete from tasks using change where ${SAME_ROW}`;

/** Adds changes to the owner's log. `$3` is their author. */
export const ADD_CHANGES = `
  insert into changes (user_id, seq, kind, at, task_id, version, previous_seq, place, actor, ${taskColumns()})
  select $1::uuid, seq, kind, at, task_id, version, previous_seq, place, $3, ${taskColumns()}
  from json_to_recordset($2) as change (
    seq bigint, kind text, at timestamptz, task_id uuid, version int, previous_seq bigint, place int, ${columnTypes('')})`;

/** Stores the idempotency key of an operation. `task_id` may not be null, and so gets a placeholder. */
export const ADD_KEY = `
  insert into idempotency_keys (user_id, key, fingerprint, kind, at, task_id, version, seq, report)
  values ($1, $2, $3, 'operation', $4, '00000000-0000-0000-0000-000000000000', 0, $5, $6)`;
