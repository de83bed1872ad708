import { taskColumns } from '../tasks/task-row.ts';

// The statements of a write transaction. Each reads rows, or writes one row, of the owner `$1` only. So a database that
// is sharded by user can send the statement unchanged to the machine of that owner.

/**
 * Reserves the next `$2` numbers (`seq`) of the owner's log, and locks the log until the commit. Returns the last of
 * these numbers.
 */
export const RESERVE = `
  insert into counters (user_id, seq) values ($1, $2)
  on conflict (user_id) do update set seq = counters.seq + excluded.seq returning seq`;

/**
 * Sets the `seq` of the last change in the owner's log, if the write made more or fewer changes than it had reserved
 * numbers for.
 */
export const SET_LAST = 'update counters set seq = $2 where user_id = $1';

/** The most tasks that one statement reads. */
export const MAX_READ = 500;

/** Reads the owner's tasks whose ids are in `$2`. */
export const TASKS = `
  select user_id, id, ${taskColumns()}, version, seq from tasks where user_id = $1 and id = any ($2::uuid[])`;

/** Reads the last change of each task whose id is in `$2`. */
export const LAST_CHANGES = `
  select distinct on (task_id) user_id, task_id as id, version, seq, at from changes
  where user_id = $1 and task_id = any ($2::uuid[]) order by task_id desc, version desc`;

export const CREATE_TASK = `
  insert into tasks (user_id, id, version, seq, ${taskColumns()})
  values ($1, $2, $3, $4, ${taskColumns((_, index) => `$${index + 5}`)})`;

export const UPDATE_TASK = `
  update tasks set version = $3, seq = $4, ${taskColumns((name, index) => `${name} = $${index + 5}`)}
  where user_id = $1 and id = $2`;

export const DELETE_TASK = 'delete from tasks where user_id = $1 and id = $2';

export const ADD_CHANGE = `
  insert into changes (user_id, seq, kind, at, task_id, version, previous_seq, place, actor, ${taskColumns()})
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, ${taskColumns((_, index) => `$${index + 10}`)})`;

export const ADD_KEY = `
  insert into idempotency_keys (user_id, key, fingerprint, kind, at, task_id, version, seq, report)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;
