import { type ColumnName, columnTypes, newOrKept, taskColumns } from '../tasks/task-row.ts';
import { CHANGED_EARLIER, NEXT_KIND, NEXT_VERSION, next } from './unread/unread-sql.ts';

/**
 * The kinds of batches: `creates` only creates tasks, so that there are no rows to lock or check; `read` changes tasks
 * that were read; `unread` also has unread changes.
 */
export type BatchKind = 'creates' | 'read' | 'unread';

/**
 * Returns the statement that writes a batch. It skips the tasks whose optimistic lock fails, and returns the committed
 * changes.
 *
 * The row of a user in `counters` is locked last, until the commit. So changes are numbered (`seq`) in the order of
 * commits, without a gap. Users never wait for each other, and batches of one user wait only for each other's commit.
 * Every batch locks rows in the order of their primary keys, tasks before counters, and so cannot deadlock.
 *
 * Parameters: the changes as JSON (`StepRow`), in the order of the tasks' primary keys; then, unless `hasNoKeys`, the
 * idempotency keys as JSON (`KeyRow`). Returns `CommittedRow`, of a batch with unread changes `CommittedUnreadRow`.
 *
 * @param hasNoKeys whether every write changes its task, and none has an idempotency key
 */
export function writeStatement(kind: BatchKind, hasNoKeys: boolean): string {
  return WRITES[kind][Number(hasNoKeys)] as string;
}

function written(batch: BatchKind, hasNoKeys: boolean): string {
  // A write that changes nothing also locks its user's counter, so that its idempotency key is committed in log order.
  const count = hasNoKeys
    ? 'count(*) from entry'
    : "count(*) filter (where coalesce(kind, '') <> 'unchanged') from step join locked using (t)";
  const after =
    batch === 'unread'
      ? `, case when is_unread then version end as version, case when is_unread then kind end as kind,
      ${taskColumns((name) => `case when is_unread and kind <> 'deleted' then next_${name} end as ${name}`)}`
      : '';
  const committed = hasNoKeys
    ? 'change'
    : batch === 'unread'
      ? 'committed left join change using (t, step, seq)'
      : 'committed';
  return `
  with step as materialized (
    select * from json_to_recordset($1) as step (
      t int, step int, user_id uuid, id uuid, base_version int, base_seq bigint, is_unread boolean, toggles boolean,
      kind text, at timestamptz, version int, actor text, is_last boolean, kept int,
      ${columnTypes('old_')}, ${columnTypes('new_')})
  ), locked as materialized (${LOCKED[batch]}
  ), entry as materialized (${ENTRY[batch]}
  ), counter as (
    insert into counters as counter (user_id, seq)
    select user_id, ${count} group by user_id order by user_id
    on conflict (user_id) do update set seq = counter.seq + excluded.seq
    returning user_id, seq
  ), change as materialized (
    select entry.*, counter.seq + 1 - place_from_end as seq from entry join counter using (user_id)
  ), created as (
    insert into tasks (user_id, id, version, seq, ${taskColumns()})
    select user_id, id, version, seq, ${NEXT} from change where locked_seq is null and is_last and kind <> 'deleted'
  )${batch === 'creates' ? '' : REPLACED}, logged as (
    insert into changes (user_id, seq, kind, at, task_id, version, previous_seq, actor, ${taskColumns()})
    select user_id, seq, kind, at, id, version, case step when 0 then coalesce(locked_seq, 0) else seq - 1 end, actor,
      ${taskColumns((name) => `replaced_${name}`)}
    from change
  )${hasNoKeys ? '' : KEYED}
  select t, step, seq${after} from ${committed}`;
}

/**
 * Locks the tasks whose version and `seq` are still current. The version alone is not enough: once a deleted task has
 * been purged, its id may be used again, for a task that starts at version 1. A `seq` is never used again.
 *
 * @param hasNoRow SQL of whether a step starts from no row
 */
function locked(isCurrent: string, hasNoRow: string): string {
  return `
    select step.t, task.*
    from step left join lateral (
      select seq as locked_seq, version as locked_version, ${taskColumns((name) => `${name} as locked_${name}`)}
      from tasks
      where user_id = step.user_id and id between step.id and step.id and ${isCurrent}
      order by id limit 1 for update
    ) task on true
    where step.step = 0 and (${hasNoRow}) = (task.locked_seq is null)`;
}

const IS_CURRENT = 'version = step.base_version and seq = step.base_seq';

const LOCKED: Record<BatchKind, string> = {
  creates: `
    select t, null::bigint as locked_seq from step where step = 0`,
  read: locked(IS_CURRENT, 'step.base_version is null'),
  unread: locked(
    `case when is_unread then ${CHANGED_EARLIER} else ${IS_CURRENT} end`,
    'step.base_version is null and is_unread is null',
  ),
};

interface EntrySql {
  /** A column before the change. */
  replaced(name: ColumnName): string;
  /** A column after the change. */
  after(name: ColumnName): string;
  readonly kindAndVersion: string;
  readonly lockedSeq: string;
  readonly from: string;
}

/** Returns the changes to log. The columns `replaced_…` are the state before a change, `next_…` the state after it. */
function entry({ replaced, after, kindAndVersion, lockedSeq, from }: EntrySql): string {
  return `
    select t, step, user_id, id, is_unread, ${kindAndVersion}, at, actor, is_last, ${lockedSeq},
      ${taskColumns((name) => `${replaced(name)} as replaced_${name}`)},
      ${taskColumns((name) => `${after(name)} as next_${name}`)},
      row_number() over (partition by user_id order by t desc, step desc) as place_from_end
    from ${from}`;
}

const READ: EntrySql = {
  replaced: (name) => `case step when 0 then locked_${name} else old_${name} end`,
  after: newOrKept,
  kindAndVersion: 'kind, version',
  lockedSeq: 'locked_seq',
  from: "step join locked using (t) where coalesce(kind, '') <> 'unchanged'",
};

const ENTRY: Record<BatchKind, string> = {
  creates: entry({
    ...READ,
    replaced: (name) => `old_${name}`,
    after: (name) => `new_${name}`,
    lockedSeq: 'null::bigint as locked_seq',
    from: 'step',
  }),
  read: entry(READ),
  unread: entry({ ...READ, after: next, kindAndVersion: `${NEXT_KIND} as kind, ${NEXT_VERSION} as version` }),
};

const NEXT = taskColumns((name) => `next_${name}`);

/**
 * Joins a change with its task's row. With `=`, the planner would hash-join all tasks while it believes that the table
 * is small. With a comparison of row values, PostgreSQL before 18 would scan up to the user's last task.
 */
export const SAME_ROW = 'tasks.user_id = any (array[change.user_id]) and tasks.id between change.id and change.id';

const REPLACED = `, updated as (
    update tasks set (version, seq, ${taskColumns()}) = row (change.version, change.seq, ${NEXT})
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

const both = (batch: BatchKind) => [false, true].map((hasNoKeys) => written(batch, hasNoKeys));
const WRITES: Record<BatchKind, readonly string[]> = {
  creates: both('creates'),
  read: both('read'),
  unread: both('unread'),
};
