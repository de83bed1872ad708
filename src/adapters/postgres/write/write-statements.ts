import type { StateRow } from '../change-row.ts';
import type { Statement } from '../read/read-statements.ts';
import { type StateColumn, state, stateTypes } from '../task-row.ts';

// A group of writes, of any owners, in two statements: one reads what they begin with, one does all of them, or those
// of them for which that is still so. Nothing is locked while this process thinks in between.

/** What a write asks for. */
export interface Asked {
  readonly n: number;
  readonly user_id: string;
  readonly id: string;
  readonly key: string | undefined;
}

/**
 * What there is under each id asked for: a task; or else, if there was one, its deletion; and the fingerprint that each
 * key has been kept with.
 */
export function foundStatement(asked: readonly Asked[]): Statement {
  const [one, another] = asked;
  if (one === undefined || another !== undefined) return [FOUND, [JSON.stringify(asked)]];
  // One alone need not be packed into JSON.
  return [FOUND_ONE, [one.n, one.user_id, one.id, one.key]];
}

/** The same, and nobody else can change the tasks before the transaction ends. Takes them in the order of their keys. */
export function lockedStatement(asked: readonly Asked[]): Statement {
  return [FOUND_LOCKED, [JSON.stringify(asked)]];
}

const MANY = 'json_to_recordset($1) as asked (n int, user_id uuid, id uuid, key text)';
const ONE = '(select $1::int as n, $2::uuid as user_id, $3::uuid as id, $4::text as key) asked';

function found(asked: string, lock = ''): string {
  return `
  select asked.n, asked.user_id, asked.id, ${state((name) => `task.${name}`)},
    coalesce(task.version, gone.version) as version, coalesce(task.seq, gone.seq) as seq, gone.at, key.fingerprint
  from ${asked}
    left join lateral (
      select id, ${state()}, version, seq from tasks
      where user_id = asked.user_id and id between asked.id and asked.id order by id limit 1 ${lock}
    ) task on true
    left join lateral (
      select fingerprint from idempotency_keys
      where user_id = asked.user_id and key between asked.key and asked.key order by key limit 1
    ) key on true
    left join lateral (
      select version, seq, at from changes
      where user_id = asked.user_id and task_id = asked.id and task.id is null order by version desc limit 1
    ) gone on true`;
}

const FOUND = found(MANY);
const FOUND_ONE = found(ONE);
const FOUND_LOCKED = found(MANY, 'for update');

/** An answer to either: of a task, of a deletion, or of neither. */
export type FoundRow = Omit<StateRow, 'kind' | 'version' | 'seq'> & {
  readonly n: number;
  readonly version: number | null;
  readonly seq: string | number | null;
  readonly fingerprint: string | null;
};

/** Which of some entries, each with its number `n`, stand in the log, and under what number there. */
export const MADE = `
  select asked.n, entry.seq
  from json_to_recordset($1) as asked (n int, user_id uuid, task_id uuid, version int, kind text, at timestamptz)
    cross join lateral (
      select seq, kind, at from changes
      where user_id = asked.user_id and task_id = asked.task_id and version between asked.version and asked.version
      order by version limit 1
    ) entry
  where entry.kind = asked.kind and entry.at = asked.at`;

export interface MadeRow {
  readonly n: number;
  readonly seq: string | number;
}

/**
 * One step of a task, of those that a group takes it through: an entry of the log. The steps of a task share its place
 * in the group, `t`, and count from 0; the last of them has the state that the task shall have, but for what that is
 * known to keep: `new_created_at` only where it is another than it was, and `new_updated_at`, which is `at`, never.
 */
export type StepRow = Partial<Record<`old_${StateColumn}` | `new_${StateColumn}`, unknown>> & {
  readonly t: number;
  readonly step: number;
  readonly user_id: string;
  readonly id: string;
  /** The version of the task before all of them, and the change that made it; absent where there is none. */
  readonly was?: number;
  readonly was_seq?: number;
  /** `unchanged`, alone, where there is nothing but a key to keep. */
  readonly kind: string;
  readonly at: string;
  readonly version: number;
  readonly is_last: boolean;
};

/** A key, and the step that it led to; -1 where it has found the task as it was to be. */
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

/** A step that is now kept, and its number in the log; the step -1 is what was there before. */
export interface KeptRow {
  readonly t: number;
  readonly step: number;
  readonly seq: string | number;
}

/** The steps of a group, each with what its task was before all of them: nothing, if the group only creates. */
const CREATED = `
  ), held as (
    select t, 0::bigint as held_seq from step where step = 0
  ), entry as materialized (
    select step.*, null::tid as place, 0::bigint as held_seq, ${state((name) => `old_${name} as replaced_${name}`)},
      null::timestamptz as held_created_at,
      row_number() over (partition by user_id order by t desc, step desc) as place_from_end
    from step`;

/**
 * The same for those tasks of a group that are still what they were, locked. A version alone would not tell: under an id
 * that was forgotten they begin anew, as the numbers of changes never do. What is locked here was there when this
 * statement began, as versions only grow: so it is found again where it is, at its `ctid`.
 */
const CHANGED = `
  ), held as materialized (
    select step.t, task.*
    from step left join lateral (
      select ctid as place, seq as held_seq, ${state((name) => `${name} as held_${name}`)} from tasks
      where user_id = step.user_id and id between step.id and step.id
        and (step.was is null or (version = step.was and seq = step.was_seq))
      order by id limit 1 for update
    ) task on true
    where step.step < 1 and (step.was is null) = (task.place is null)
  ), entry as materialized (
    select step.*, place, coalesce(held_seq, 0) as held_seq, held_created_at,
      ${state((name) => `case step when 0 then held_${name} else old_${name} end as replaced_${name}`)},
      row_number() over (partition by user_id order by t desc, step desc) as place_from_end
    from step join held using (t) where kind <> 'unchanged'`;

/**
 * Does everything that a group of writes is, for those of its tasks that are still as they were, and returns their steps.
 *
 * A user's row of `counters` is locked last, so that users never wait for each other, and one user's writers only for
 * the moment of each other's commit; until then it keeps anybody else from the next number. So numbers follow the order
 * of commits, without a gap: whoever has one commits before anybody can have the next, or else nobody has had it.
 * Rows are locked in one order, tasks before counters, each by their keys: two groups never wait for each other.
 *
 * Takes the steps, in the order of the tasks' keys; and, unless it is plain, the keys; both as JSON.
 *
 * @param onlyCreates whether no step begins with anything that is there
 * @param isPlain whether every write changes something, and none has a key
 */
export function writeStatement(onlyCreates: boolean, isPlain: boolean): string {
  return WRITES[Number(onlyCreates)]?.[Number(isPlain)] as string;
}

/** The state that a task shall have after its last step. */
const NEW_STATE = state((name) => {
  if (name === 'updated_at') return 'at';
  return name === 'created_at' ? 'coalesce(new_created_at, held_created_at)' : `new_${name}`;
});

function written(onlyCreates: boolean, isPlain: boolean): string {
  // What changes nothing has its owner's counter locked all the same: its key is kept in the order of the log.
  const counted = isPlain
    ? 'count(*) from entry'
    : "count(*) filter (where kind <> 'unchanged') from step join held using (t)";
  return `
  with step as materialized (
    select * from json_to_recordset($1) as step (
      t int, step int, user_id uuid, id uuid, was int, was_seq bigint, kind text, at timestamptz, version int, is_last boolean,
      ${stateTypes('old_')}, ${stateTypes('new_')})${onlyCreates ? CREATED : CHANGED}
  ), counter as (
    insert into counters as counter (user_id, seq)
    select user_id, ${counted} group by user_id order by user_id
    on conflict (user_id) do update set seq = counter.seq + excluded.seq
    returning user_id, seq
  ), change as materialized (
    select entry.*, counter.seq + 1 - place_from_end as seq from entry join counter using (user_id)
  ), created as (
    insert into tasks (user_id, id, ${state()}, version, seq)
    select user_id, id, ${NEW_STATE}, version, seq from change where place is null and is_last and kind <> 'deleted'
  )${onlyCreates ? '' : REPLACED}, logged as (
    insert into changes (user_id, seq, kind, at, task_id, version, previous_seq, ${state()})
    select user_id, seq, kind, at, id, version, case step when 0 then held_seq else seq - 1 end,
      ${state((name) => `replaced_${name}`)}
    from change
  )${isPlain ? ' select t, step, seq from change' : KEPT}`;
}

const REPLACED = `, updated as (
    update tasks set (${state()}, version, seq) = row (${NEW_STATE}, change.version, change.seq)
    from change where tasks.ctid = place and is_last and kind <> 'deleted'
  ), deleted as (
    delete from tasks using change where tasks.ctid = place and is_last and kind = 'deleted'
  )`;

const KEPT = `, kept as (
    select t, step, seq from change union all select t, -1, held_seq from held
  ), keyed as (
    insert into idempotency_keys (user_id, key, fingerprint, kind, at, task_id, version, seq)
    select key.user_id, key.key, key.fingerprint, key.kind, key.at, key.task_id, key.version, kept.seq
    from json_to_recordset($2) as key (
      t int, step int, user_id uuid, key text, fingerprint text, kind text, at timestamptz, task_id uuid, version int)
    join kept on kept.t = key.t and kept.step = key.step
  ) select t, step, seq from kept`;

const WRITES = [false, true].map((onlyCreates) => [false, true].map((isPlain) => written(onlyCreates, isPlain)));
