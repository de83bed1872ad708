import { changedAt, type Seq } from '../../../domain/changes/change.ts';
import { timestamp } from '../../../domain/instant.ts';
import { Task } from '../../../domain/tasks/task.ts';
import type { IdempotencyKey } from '../../../ports/task-repository.ts';
import type { Parameter } from '../driver/prepared-query.ts';
import type { Statement } from '../tasks/read-statements.ts';
import { columnValues, taskColumns } from '../tasks/task-row.ts';
import type { PendingChange } from './task-changeset.ts';

// Most groups are one step of one task. What `writeStatement` does is then done with nothing to join, to sort or to
// number, and what is replaced is taken from where it stands: the log costs half as much. The same rows are locked in the
// same order, and the answer is the same.

/**
 * Does one write that changes something, if its task is still as it was, and then returns its step.
 *
 * @param seq the change that made the task what it was
 */
export function singleStatement(
  { before, after, kind }: Pick<PendingChange, 'before' | 'after' | 'kind'>,
  seq: Seq,
  key: IdempotencyKey | undefined,
): Statement {
  const parameters: Parameter[] = [after.userId, after.id, after.version, kind, timestamp(changedAt(after)), seq];
  if (key !== undefined) parameters.push(key.name, key.fingerprint);
  const statements = key === undefined ? PLAIN : KEYED;
  if (!(after instanceof Task)) return [statements.deleted, parameters];
  parameters.push(...columnValues(after));
  // A task that comes back is as new as one that comes.
  return [before instanceof Task ? statements.updated : statements.created, parameters];
}

/** The task as it was found, locked, if it still is so. */
const HELD = `held as materialized (
    select seq, ${taskColumns()} from tasks
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
    insert into changes (user_id, seq, kind, at, task_id, version, previous_seq${isNew ? '' : `, ${taskColumns()}`})
    select $1, counter.seq, $4, $5, $2, $3, ${isNew ? '$6::bigint' : `held.seq, ${taskColumns()}`} from counter${isNew ? '' : ', held'}
  )${hasKey ? KEY : ''}
  select 0 as t, 0 as step, seq from counter`;
}

const KEY = `, keyed as (
    insert into idempotency_keys (user_id, key, fingerprint, kind, at, task_id, version, seq)
    select $1, $7, $8, $4, $5, $2, $3, seq from counter
  )`;

/** The parameters of a task's state, which come last. */
function bound(hasKey: boolean): string {
  let number = hasKey ? 9 : 7;
  return taskColumns(() => `$${number++}`);
}

function statementsOf(hasKey: boolean) {
  const created = `
    insert into tasks (user_id, id, version, seq, ${taskColumns()}) select $1, $2, $3, seq, ${bound(hasKey)} from counter`;
  const updated = `
    update tasks set (version, seq, ${taskColumns()}) = row ($3, counter.seq, ${bound(hasKey)})
    from held, counter where tasks.user_id = $1 and tasks.id = $2`;
  const deleted = 'delete from tasks using held where tasks.user_id = $1 and tasks.id = $2';
  return {
    created: logged('', created, hasKey),
    updated: logged(HELD, updated, hasKey),
    deleted: logged(HELD, deleted, hasKey),
  };
}

const [PLAIN, KEYED] = [statementsOf(false), statementsOf(true)];
