import { instantOf, type Seq } from '../../../domain/change.ts';
import { Task } from '../../../domain/task.ts';
import type { IdempotencyKey } from '../../../ports/task-repository.ts';
import type { Statement } from '../read/read-statements.ts';
import { state, stateOf, toTimestamp } from '../task-row.ts';
import type { Step } from './draft.ts';

// Most groups are one step of one task. What `writeStatement` does is then done with nothing to join, to sort or to
// number, and what is replaced is taken from where it stands: the log costs half as much. The same rows are locked in the
// same order, and the answer is the same.

/**
 * Does one write that changes something, if its task is still as it was, and then returns its step.
 *
 * @param seq the change that made the task what it was
 */
export function singleStatement(
  { before, after, kind }: Pick<Step, 'before' | 'after' | 'kind'>,
  seq: Seq,
  key: IdempotencyKey | undefined,
): Statement {
  const parameters = [after.userId, after.id, after.version, kind, toTimestamp(instantOf(after)), seq];
  if (key !== undefined) parameters.push(key.name, key.fingerprint);
  // A task that comes back is as new as one that comes.
  const isNew = !(before instanceof Task);
  const [first, hasKey] = [parameters.length + 1, key !== undefined];
  if (after instanceof Task)
    return [isNew ? created(first, hasKey) : updated(first, hasKey), [...parameters, ...stateOf(after)]];
  return [logged(HELD, DELETED, hasKey), parameters];
}

const created = (first: number, hasKey: boolean) =>
  logged(
    '',
    `insert into tasks (user_id, id, version, seq, ${state()}) select $1, $2, $3, seq, ${bound(first)} from counter`,
    hasKey,
  );

const updated = (first: number, hasKey: boolean) =>
  logged(
    HELD,
    `update tasks set (version, seq, ${state()}) = row ($3, counter.seq, ${bound(first)})
    from held, counter where tasks.ctid = place`,
    hasKey,
  );

const DELETED = 'delete from tasks using held where tasks.ctid = place';

/** The task as it was found, locked, if it still is so. */
const HELD = `held as materialized (
    select ctid as place, seq, ${state()} from tasks
    where user_id = $1 and id between $2 and $2 and version = $3 - 1 and seq = $6 order by id limit 1
    for update
  ), `;

/** @param held finds the task that there is, or is empty where there is none */
function logged(held: string, written: string, hasKey: boolean): string {
  const isNew = held === '';
  return `
  with ${held}counter as (
    insert into counters as counter (user_id, seq) select $1, 1${isNew ? '' : ' from held'}
    on conflict (user_id) do update set seq = counter.seq + 1
    returning seq
  ), written as (
    ${written}
  ), logged as (
    insert into changes (user_id, seq, kind, at, task_id, version, previous_seq${isNew ? '' : `, ${state()}`})
    select $1, counter.seq, $4, $5, $2, $3, ${isNew ? '$6::bigint' : `held.seq, ${state()}`} from counter${isNew ? '' : ', held'}
  )${hasKey ? KEYED : ''}
  select 0 as t, 0 as step, seq from counter`;
}

const KEYED = `, keyed as (
    insert into idempotency_keys (user_id, key, fingerprint, kind, at, task_id, version, seq)
    select $1, $7, $8, $4, $5, $2, $3, seq from counter
  )`;

function bound(first: number): string {
  let number = first;
  return state(() => `$${number++}`);
}
