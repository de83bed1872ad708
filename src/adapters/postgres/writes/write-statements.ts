import type { ChangeRow, StateRow } from '../changes/change-row.ts';
import type { Parameter } from '../driver/prepared-query.ts';
import type { Statement } from '../tasks/read-statements.ts';
import { type ColumnName, stateTypes, taskColumns } from '../tasks/task-row.ts';

// A group of writes, of any owners, in two statements: one reads what they begin with, one does all of them, or those
// of them for which that is still so. Nothing is locked while this process thinks in between.

/** What a write asks for. */
export interface BaseStateQuery {
  readonly n: number;
  readonly user_id: string;
  readonly id: string;
  readonly key: string | undefined;
}

/**
 * What there is under each id asked for: a task; or else, if there was one, its deletion; and the fingerprint that each
 * key has been kept with.
 */
export function foundStatement(asked: readonly BaseStateQuery[]): Statement {
  const [one, another] = asked;
  if (one === undefined || another !== undefined) return [FOUND, [JSON.stringify(asked)]];
  // One alone need not be packed into JSON.
  return [FOUND_ONE, [one.n, one.user_id, one.id, one.key]];
}

/** The same, and nobody else can change the tasks before the transaction ends. Takes them in the order of their keys. */
export function lockedStatement(asked: readonly BaseStateQuery[]): Statement {
  return [FOUND_LOCKED, [JSON.stringify(asked)]];
}

const MANY = 'json_to_recordset($1) as asked (n int, user_id uuid, id uuid, key text)';
const ONE = '(select $1::int as n, $2::uuid as user_id, $3::uuid as id, $4::text as key) asked';

function found(asked: string, lock = ''): string {
  return `
  select asked.n, asked.user_id, asked.id, ${taskColumns((name) => `task.${name}`)},
    coalesce(task.version, gone.version) as version, coalesce(task.seq, gone.seq) as seq, gone.at, key.fingerprint
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
    ) gone on true`;
}

const FOUND = found(MANY);
const FOUND_ONE = found(ONE);
const FOUND_LOCKED = found(MANY, 'for update');

/** An answer to either: of a task, of a deletion, or of neither. */
export type BaseStateRow = Omit<StateRow, 'kind' | 'version' | 'seq'> & {
  readonly n: number;
  readonly version: number | string | null;
  readonly seq: string | number | null;
  readonly fingerprint: string | null;
};

/**
 * Which of some entries, each with its number `n`, stand in the log, and under what number there. Of what was done to a
 * task without having seen it, only a time is known, and that its entry has none before that: so may all that were made since.
 */
export const FIND_COMMITTED = `
  select asked.n, entry.seq
  from json_to_recordset($1) as asked (n int, user_id uuid, task_id uuid, version int, kind text, at timestamptz)
    cross join lateral (
      select seq, kind, at from changes
      where user_id = asked.user_id and task_id = asked.task_id
        and (asked.version is null or version = asked.version)
      order by version desc limit 1
    ) entry
  where (entry.kind = asked.kind and entry.at = asked.at) or (asked.kind is null and entry.at >= asked.at)`;

export interface RecoveredRow {
  readonly n: number;
  readonly seq: string | number;
}

/**
 * One step of a task, of those that a group takes it through: an entry of the log. The steps of a task share its place
 * in the group, `t`, and count from 0; the last of them has the state that the task shall have, but for what that is
 * known to keep: `new_created_at` only where it is another than it was, and `new_updated_at`, which is `at`, never.
 *
 * A blind one is the only one of its task. It has no version, and what it does not name stays as it is.
 */
export type StepRow = Partial<Record<`old_${ColumnName}` | `new_${ColumnName}`, Parameter>> & {
  readonly t: number;
  readonly step: number;
  readonly user_id: string;
  readonly id: string;
  /** The version of the task before all of them, and the change that made it; absent where there is none. */
  readonly was?: number;
  readonly was_seq?: number;
  /** `unchanged`, alone, where there is nothing but a key to keep; absent where a blind edit will tell. */
  readonly kind?: string;
  readonly at: string;
  readonly version?: number;
  readonly is_last: boolean;
  /** Of a blind one: whether it completes or reopens, and whether it keeps the description, which may be null as well. */
  readonly toggles?: boolean;
  readonly keeps_description?: boolean;
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
export interface CommittedRow {
  readonly t: number;
  readonly step: number;
  readonly seq: string | number;
}

/** The steps of a task that are kept by now, by their place in it. */
export type CommittedChanges = ReadonlyMap<number, CommittedRow>;

/** A blind step that is now kept, and what came of it. */
export type DoneRow = CommittedRow & Omit<ChangeRow, 'user_id' | 'id' | 'at' | `old_${ColumnName}`>;

/**
 * What a blind edit leads to; and what any last step leads to, as those that are not blind name all but what is known to
 * stay. The domain says the same of a task that it has seen: `Task.edit`, `Task.toggle`, `kindOf`.
 */
export const EDITED: Record<ColumnName, string> = {
  title: 'coalesce(new_title, held_title)',
  description: 'case when keeps_description then held_description else new_description end',
  completed: 'case when toggles then not held_completed else coalesce(new_completed, held_completed) end',
  created_at: 'coalesce(new_created_at, held_created_at)',
  updated_at: "greatest(at, held_updated_at + interval '1 ms')",
};
export const KIND_OF_EDIT = `
      case when ${EDITED.completed} = held_completed then 'updated' when held_completed then 'reopened' else 'completed' end`;

/** A blind edit changes something, and has no kind yet. */
const IS_CHANGE = "(kind is null or kind <> 'unchanged')";

/** The steps of a group, each with what its task was before all of them: nothing, if the group only creates. */
const CREATED = `
  ), held as (
    select t, null::bigint as held_seq from step where step = 0
  ), entry as materialized (
    select t, step, user_id, id, is_last, kind, version, null::bigint as held_seq,
      ${taskColumns((name) => `old_${name} as replaced_${name}, ${name === 'updated_at' ? 'at' : `new_${name}`} as next_${name}`)},
      row_number() over (partition by user_id order by t desc, step desc) as place_from_end
    from step`;

/**
 * The same for those tasks of a group that are still what they were, and those that nobody has looked at, locked. A version
 * alone would not tell: under an id that was forgotten they begin anew, as the numbers of changes never do.
 */
const CHANGED = `
  ), held as materialized (
    select step.t, task.*
    from step left join lateral (
      select version as held_version, seq as held_seq, ${taskColumns((name) => `${name} as held_${name}`)} from tasks
      where user_id = step.user_id and id between step.id and step.id
        and (step.was is null or (version = step.was and seq = step.was_seq))
      order by id limit 1 for update
    ) task on true
    where step.step < 1 and (step.was is null and step.version is not null) = (task.held_seq is null)
  ), entry as materialized (
    select t, step, user_id, id, is_last, version is null as is_blind, held_seq,
      coalesce(version, held_version + 1) as version, coalesce(kind, ${KIND_OF_EDIT}) as kind,
      ${taskColumns((name) => `case step when 0 then held_${name} else old_${name} end as replaced_${name}`)},
      ${taskColumns((name) => `${EDITED[name]} as next_${name}`)},
      row_number() over (partition by user_id order by t desc, step desc) as place_from_end
    from step join held using (t) where ${IS_CHANGE}`;

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
export function writeStatement(onlyCreates: boolean, hasNoKeys: boolean): string {
  return WRITES[Number(onlyCreates)]?.[Number(hasNoKeys)] as string;
}

function written(onlyCreates: boolean, hasNoKeys: boolean): string {
  // What changes nothing has its owner's counter locked all the same: its key is kept in the order of the log.
  const counted = hasNoKeys
    ? 'count(*) from entry'
    : `count(*) filter (where ${IS_CHANGE}) from step join held using (t)`;
  return `
  with step as materialized (
    select * from json_to_recordset($1) as step (
      t int, step int, user_id uuid, id uuid, was int, was_seq bigint, kind text, at timestamptz, version int, is_last boolean,
      toggles boolean, keeps_description boolean, ${stateTypes('old_')}, ${stateTypes('new_')})${onlyCreates ? CREATED : CHANGED}
  ), counter as (
    insert into counters as counter (user_id, seq)
    select user_id, ${counted} group by user_id order by user_id
    on conflict (user_id) do update set seq = counter.seq + excluded.seq
    returning user_id, seq
  ), change as materialized (
    select entry.*, counter.seq + 1 - place_from_end as seq from entry join counter using (user_id)
  ), created as (
    insert into tasks (user_id, id, version, seq, ${taskColumns()})
    select user_id, id, version, seq, ${NEXT} from change where held_seq is null and is_last and kind <> 'deleted'
  )${onlyCreates ? '' : REPLACED}, logged as (
    insert into changes (user_id, seq, kind, at, task_id, version, previous_seq, ${taskColumns()})
    select user_id, seq, kind, next_updated_at, id, version, case step when 0 then coalesce(held_seq, 0) else seq - 1 end,
      ${taskColumns((name) => `replaced_${name}`)}
    from change
  )${hasNoKeys ? '' : KEYED}
  select t, step, kept.seq${onlyCreates ? '' : `, ${DONE}`} from ${hasNoKeys ? 'change' : 'kept'} kept${onlyCreates ? '' : WITH_DONE}`;
}

const NEXT = taskColumns((name) => `next_${name}`);

/**
 * What somebody else has changed after this statement began, it has waited for, and has locked as it is now if nobody has
 * looked at it before. An update by its key finds it so as well; by its place, no statement sees it that began before.
 *
 * An equality as such would let the planner join by a hash, of all tasks, for as long as it takes the table for small. A
 * comparison of both columns at once would not end where the task ends: before 18, PostgreSQL reads on to the user's last.
 */
const SAME_ROW = 'tasks.user_id = any (array[change.user_id]) and tasks.id between change.id and change.id';

const REPLACED = `, updated as (
    update tasks set (version, seq, ${taskColumns()}) = row (change.version, change.seq, ${NEXT})
    from change where ${SAME_ROW} and held_seq is not null and is_last and kind <> 'deleted'
  ), deleted as (
    delete from tasks using change where ${SAME_ROW} and held_seq is not null and is_last and kind = 'deleted'
  )`;

const KEYED = `, kept as (
    select t, step, seq from change union all select t, -1, held_seq from held
  ), keyed as (
    insert into idempotency_keys (user_id, key, fingerprint, kind, at, task_id, version, seq)
    select key.user_id, key.key, key.fingerprint, key.kind, key.at, key.task_id, key.version, kept.seq
    from json_to_recordset($2) as key (
      t int, step int, user_id uuid, key text, fingerprint text, kind text, at timestamptz, task_id uuid, version int)
    join kept on kept.t = key.t and kept.step = key.step
  )`;

/** What came of the blind steps. */
const DONE = `done.kind, done.version, ${taskColumns((name) => `done.next_${name} as ${name}`)}`;
const WITH_DONE = ' left join (select * from change where is_blind) done using (t, step)';

const WRITES = [false, true].map((onlyCreates) => [false, true].map((hasNoKeys) => written(onlyCreates, hasNoKeys)));
