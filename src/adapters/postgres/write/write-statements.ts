import type { StateRow } from '../change-row.ts';
import { STATE_TYPES, state, type TaskRow } from '../task-row.ts';

// A group of writes, of any owners, in two statements: one reads what they begin with, one does all of them, or those
// of them for which that is still so. Nothing is locked while this process thinks in between.

/**
 * What there is under each id asked for: a task; or else, if there was one, its deletion; and the fingerprint that each
 * key has been kept with.
 */
export const FOUND = `
  select asked.n, asked.user_id, asked.id, ${state((name) => `task.${name}`)},
    coalesce(task.version, gone.version) as version, coalesce(task.seq, gone.seq) as seq, gone.at, key.fingerprint
  from json_to_recordset($1) as asked (n int, user_id uuid, id uuid, key text)
    left join lateral (
      select id, ${state()}, version, seq from tasks
      where user_id = asked.user_id and id between asked.id and asked.id order by id limit 1
    ) task on true
    left join lateral (
      select fingerprint from idempotency_keys
      where user_id = asked.user_id and key between asked.key and asked.key order by key limit 1
    ) key on true
    left join lateral (
      select version, seq, at from changes
      where user_id = asked.user_id and task_id = asked.id and task.id is null order by version desc limit 1
    ) gone on true`;

/** An answer to `FOUND`: of a task, of a deletion, or of neither. */
export type FoundRow = Omit<StateRow, 'kind' | 'version' | 'seq'> & {
  readonly n: number;
  readonly version: number | null;
  readonly seq: string | number | null;
  readonly fingerprint: string | null;
};

/** A task: the version it had (`was`, null where there was none), and what it shall be; `gone` if it is deleted. */
export type Target = Partial<TaskRow> & {
  readonly user_id: string;
  readonly id: string;
  readonly was: number | null;
  readonly version: number;
  readonly gone: boolean;
};

/** An entry of a log, but for its number; with the task that it replaces, if there is one. */
export type Entry = Partial<TaskRow> & {
  readonly n: number;
  readonly user_id: string;
  readonly task_id: string;
  readonly kind: string;
  readonly at: string;
  readonly version: number;
};

export interface Key {
  readonly user_id: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly kind: string;
  readonly at: string;
  readonly task_id: string;
  readonly version: number;
}

/** A version of a task that is now kept, and the change that it came with. */
export interface Kept {
  readonly user_id: string;
  readonly task_id: string;
  readonly version: number;
  readonly seq: string | number;
}

/**
 * Does everything that a group of writes is, for those of its targets that are still as they were, and returns those.
 *
 * A user's row of `counters` is locked last, so that users never wait for each other, and one user's writers only for
 * the moment of each other's commit; until then it keeps anybody else from the next number. So numbers follow the order
 * of commits, without a gap: the one who has a number commits before another can get one, or else nobody had it.
 * Rows are locked in one order, tasks before counters, each by their keys: two groups never wait for each other.
 *
 * `was` cannot be met by a row newer than this statement's snapshot, as versions only grow: so a row that is held is
 * found again where it is, at its `ctid`.
 *
 * @param $1 the targets, in the order of their keys
 * @param $2 the entries, in the order of their numbers
 */
export const WRITE = `
  with target as (
    select * from json_to_recordset($1) as target (
      user_id uuid, id uuid, was int, version int, gone boolean, ${STATE_TYPES})
  ), held as materialized (
    select task.place, task.user_id, task.id, task.version, task.seq
    from target cross join lateral (
      select ctid as place, user_id, id, version, seq from tasks
      where user_id = target.user_id and id between target.id and target.id order by id limit 1
      for update
    ) task
    where task.version = target.was
  ), ready as materialized (
    select target.*, held.place, coalesce(held.seq, 0) as seq
    from target left join held on held.user_id = target.user_id and held.id = target.id
    where target.was is null or held.id is not null
  ), entry as materialized (
    select entry.*, ready.seq as target_seq, row_number() over (partition by entry.user_id order by entry.n) as nth
    from json_to_recordset($2) as entry (
      n int, user_id uuid, task_id uuid, kind text, at timestamptz, version int, ${STATE_TYPES})
    join ready on ready.user_id = entry.user_id and ready.id = entry.task_id
  ), counter as (
    insert into counters as counter (user_id, seq)
    select user_id, count(*) from entry group by user_id order by user_id
    on conflict (user_id) do update set seq = counter.seq + excluded.seq
    returning user_id, seq
  ), change as materialized (
    select entry.*, counter.seq - count(*) over (partition by entry.user_id) + nth as seq
    from entry join counter on counter.user_id = entry.user_id
  ), latest as materialized (
    select ready.*, change.seq as new_seq
    from ready join change
      on change.user_id = ready.user_id and change.task_id = ready.id and change.version = ready.version
  ), created as (
    insert into tasks (user_id, id, ${state()}, version, seq)
    select user_id, id, ${state()}, version, new_seq
    from latest where was is null and not gone
  ), updated as (
    update tasks set ${state((name) => `${name} = latest.${name}`)}, version = latest.version, seq = latest.new_seq
    from latest where tasks.ctid = latest.place and not gone
  ), deleted as (
    delete from tasks using latest where tasks.ctid = latest.place and gone
  ), logged as (
    insert into changes (user_id, seq, kind, at, task_id, version, previous_seq, ${state()})
    select user_id, seq, kind, at, task_id, version,
      coalesce(lag(seq) over (partition by user_id, task_id order by n), target_seq),
      ${state()}
    from change
  ), kept as (
    select user_id, task_id, version, seq from change
    union all select user_id, id, version, seq from held
  ), keyed as (
    insert into idempotency_keys (user_id, key, fingerprint, kind, at, task_id, version, seq)
    select key.user_id, key.key, key.fingerprint, key.kind, key.at, key.task_id, key.version, kept.seq
    from json_to_recordset($3) as key (
      user_id uuid, key text, fingerprint text, kind text, at timestamptz, task_id uuid, version int)
    join kept on kept.user_id = key.user_id and kept.task_id = key.task_id and kept.version = key.version
  )
  select user_id, task_id, version, seq from kept`;
