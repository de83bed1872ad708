import type { Parameter } from '../driver/prepared-query.ts';
import { type ColumnName, columnTypes, taskColumns } from '../tasks/task-row.ts';

// A batch of writes takes two statements. The first reads the current state of each task (its base state). The second
// writes each change whose base state is still current: an optimistic lock. Only after repeated conflicts does the
// first statement lock the rows.

/**
 * A change of a task in a batch. `t` is the index of the task in the batch. `step` is the index of the change among the
 * task's changes in the batch. The `old_…` columns are the state before the change, except for the task's first change.
 * The `new_…` columns are the state after the batch. Only the task's last change has them, unless it deletes the task.
 */
export type StepRow = Partial<Record<`old_${ColumnName}` | `new_${ColumnName}`, Parameter>> & {
  readonly t: number;
  readonly step: number;
  readonly user_id: string;
  readonly id: string;
  /**
   * The version that the task's row must have, as an optimistic lock, together with `base_seq`. Both are undefined if
   * there is no row.
   */
  readonly base_version?: number;
  readonly base_seq?: number;
  /** The kind of the change; `unchanged` if the writes leave the task unchanged, but have idempotency keys to store. */
  readonly kind: string;
  readonly at: string;
  readonly version: number;
  /** The author of the change. */
  readonly actor: string;
  readonly is_last: boolean;
  /** A bit mask of the columns that keep their values: bit `i` is set for column `i` of {@link taskColumns}. */
  readonly kept?: number;
};

/**
 * An idempotency key to store. `step` is the index of the change that led to the stored result; -1 if the result is the
 * state before the batch.
 */
export interface KeyRow {
  readonly t: number;
  readonly step: number;
  readonly user_id: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly kind: string;
  readonly at: string;
  readonly task_id: string;
  readonly version: number;
}

/**
 * A committed change. `t` and `step` identify the change as in {@link StepRow}; `seq` is its number in its user's log.
 * A row with `step` -1 stands for the state before the batch.
 */
export interface CommittedRow {
  readonly t: number;
  readonly step: number;
  readonly seq: string | number;
}

/** The committed changes of one task in a batch, by `step`. */
export type CommittedChanges = ReadonlyMap<number, CommittedRow>;

/** The part of the write statement for a batch that only creates tasks, so that there are no rows to lock or check. */
const NO_BASE = `
  ), locked as (
    select t, null::bigint as locked_seq from step where step = 0
  ), entry as materialized (
    select step.*, null::bigint as locked_seq, ${taskColumns((name) => `old_${name} as replaced_${name}`)},
      row_number() over (partition by user_id order by t desc, step desc) as place_from_end
    from step`;

/**
 * Locks the tasks whose version and `seq` are still current. The version alone is not enough: once a deleted task has
 * been purged, its id may be used again, for a task that starts at version 1. A `seq` is never used again.
 */
const CURRENT_BASE = `
  ), locked as materialized (
    select step.t, task.*
    from step left join lateral (
      select seq as locked_seq, ${taskColumns((name) => `${name} as locked_${name}`)} from tasks
      where user_id = step.user_id and id between step.id and step.id
        and version = step.base_version and seq = step.base_seq
      order by id limit 1 for update
    ) task on true
    where step.step = 0 and (step.base_version is null) = (task.locked_seq is null)
  ), entry as materialized (
    select *, ${taskColumns((name) => `case step when 0 then locked_${name} else old_${name} end as replaced_${name}`)},
      row_number() over (partition by user_id order by t desc, step desc) as place_from_end
    from step join locked using (t) where kind <> 'unchanged'`;

/**
 * Returns the statement that writes a batch. It skips the tasks whose base state is stale, and returns the committed
 * changes.
 *
 * The row of a user in `counters` is locked last, until the commit. So changes are numbered (`seq`) in the order of
 * commits, without a gap. Users never wait for each other, and batches of one user wait only for each other's commit.
 * Every batch locks rows in the order of their primary keys, tasks before counters, and so cannot deadlock.
 *
 * Parameters: the changes as JSON, in the order of the tasks' primary keys; then, unless `hasNoKeys`, the idempotency
 * keys as JSON.
 *
 * @param onlyCreates whether the batch only creates tasks
 * @param hasNoKeys whether every write changes its task, and none has an idempotency key
 */
export function writeStatement(onlyCreates: boolean, hasNoKeys: boolean): string {
  return WRITES[Number(onlyCreates)]?.[Number(hasNoKeys)] as string;
}

function written(onlyCreates: boolean, hasNoKeys: boolean): string {
  // A write that changes nothing also locks its user's counter, so that its idempotency key is committed in log order.
  const count = hasNoKeys
    ? 'count(*) from entry'
    : "count(*) filter (where kind <> 'unchanged') from step join locked using (t)";
  return `
  with step as materialized (
    select * from json_to_recordset($1) as step (
      t int, step int, user_id uuid, id uuid, base_version int, base_seq bigint, kind text, at timestamptz, version int,
      actor text, is_last boolean, kept int, ${columnTypes('old_')}, ${columnTypes('new_')})${onlyCreates ? NO_BASE : CURRENT_BASE}
  ), counter as (
    insert into counters as counter (user_id, seq)
    select user_id, ${count} group by user_id order by user_id
    on conflict (user_id) do update set seq = counter.seq + excluded.seq
    returning user_id, seq
  ), change as materialized (
    select entry.*, counter.seq + 1 - place_from_end as seq from entry join counter using (user_id)
  ), created as (
    insert into tasks (user_id, id, version, seq, ${taskColumns()})
    select user_id, id, version, seq, ${NEW} from change where locked_seq is null and is_last and kind <> 'deleted'
  )${onlyCreates ? '' : REPLACED}, logged as (
    insert into changes (user_id, seq, kind, at, task_id, version, previous_seq, actor, ${taskColumns()})
    select user_id, seq, kind, at, id, version, case step when 0 then coalesce(locked_seq, 0) else seq - 1 end, actor,
      ${taskColumns((name) => `replaced_${name}`)}
    from change
  )${hasNoKeys ? '' : KEYED}
  select t, step, seq from ${hasNoKeys ? 'change' : 'committed'}`;
}

const NEW = taskColumns((name) => `new_${name}`);
const NEW_OR_KEPT = taskColumns(
  (name, index) => `case when kept & ${1 << index} = 0 then new_${name} else locked_${name} end`,
);

/**
 * Joins a change with its task's row. With `=`, the planner would hash-join all tasks while it believes that the table
 * is small. With a comparison of row values, PostgreSQL before 18 would scan up to the user's last task.
 */
export const SAME_ROW = 'tasks.user_id = any (array[change.user_id]) and tasks.id between change.id and change.id';

const REPLACED = `, updated as (
    update tasks set (version, seq, ${taskColumns()}) = row (change.version, change.seq, ${NEW_OR_KEPT})
    from change where ${SAME_ROW} and locked_seq is not null and is_last and kind <> 'deleted'
  ), deleted as (
    delete from tasks using change where ${SAME_ROW} and locked_seq is not null and is_last and kind = 'deleted'
  )`;

const KEYED = `, committed as (
    select t, step, seq from change union all select t, -1, locked_seq from locked
  ), keyed as (
    insert into idempotency_keys (user_id, key, fingerprint, kind, at, task_id, version, seq)
    select key.user_id, key.key, key.fingerprint, key.kind, key.at, key.task_id, key.version, committed.seq
    from json_to_recordset($2) as key (
      t int, step int, user_id uuid, key text, fingerprint text, kind text, at timestamptz, task_id uuid, version int)
    join committed on committed.t = key.t and committed.step = key.step
  )`;

const WRITES = [false, true].map((onlyCreates) => [false, true].map((hasNoKeys) => written(onlyCreates, hasNoKeys)));
