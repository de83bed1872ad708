import type { Statement } from '../../tasks/read-statements.ts';
import { COLUMNS, taskColumns } from '../../tasks/task-row.ts';
import type { StepRow } from '../batch-rows.ts';
import { CHANGED_EARLIER, NEXT_KIND, NEXT_VERSION, next } from './unread-sql.ts';

// Does for a batch of one unread change the same as `writeStatement`, with the same locks in the same order, in less
// time.

/** The columns of `StepRow` that the statement takes, and their types. */
const STEP: Record<string, string> = {
  user_id: 'uuid',
  id: 'uuid',
  toggles: 'boolean',
  kind: 'text',
  at: 'timestamptz',
  actor: 'text',
  kept: 'int',
  ...Object.fromEntries(Object.entries(COLUMNS).map(([name, { type }]) => [`new_${name}`, type])),
};

/** Returns the statement that writes one unread change, unless its task is missing, or was not changed earlier. */
export function unreadStatement(row: StepRow): Statement {
  const values = row as Record<string, string | number | boolean | undefined>;
  return [row.kind === 'deleted' ? DELETED : UPDATED, Object.keys(STEP).map((name) => values[name])];
}

function statement(written: string): string {
  return `
  with change as materialized (
    select user_id, id, ${NEXT_KIND} as kind, ${NEXT_VERSION} as version, at, actor, locked.*,
      ${taskColumns((name) => `${next(name)} as next_${name}`)}
    from (select ${Object.entries(STEP).map(([name, type], index) => `$${index + 1}::${type} as ${name}`)},
      true as is_unread, null::int as version) step
    cross join lateral (
      select seq as locked_seq, version as locked_version, ${taskColumns((name) => `${name} as locked_${name}`)}
      from tasks
      where user_id = step.user_id and id between step.id and step.id and ${CHANGED_EARLIER}
      order by id limit 1 for update
    ) locked
  ), counter as (
    insert into counters as counter (user_id, seq) select user_id, 1 from change
    on conflict (user_id) do update set seq = counter.seq + 1
    returning seq
  ), written as (${written}
  ), logged as (
    insert into changes (user_id, seq, kind, at, task_id, version, previous_seq, actor, ${taskColumns()})
    select user_id, seq, kind, at, id, version, locked_seq, actor, ${taskColumns((name) => `locked_${name}`)}
    from change, counter
  )
  select 0 as t, 0 as step, seq, version, kind, ${taskColumns((name) => `next_${name} as ${name}`)} from change, counter`;
}

const UPDATED = statement(`
    update tasks set (version, seq, ${taskColumns()})
      = row (change.version, counter.seq, ${taskColumns((name) => `next_${name}`)})
    from change, counter where tasks.user_id = $1 and tasks.id = $2`);

const DELETED = statement(`
    delete from tasks using change where tasks.user_id = $1 and tasks.id = $2`);
