import type { Statement } from '../tasks/read-statements.ts';
import { taskColumns } from '../tasks/task-row.ts';
import type { BlindWrite } from './blind-write.ts';
import { EDITED, KIND_OF_EDIT } from './write-statements.ts';

/** Does one blind write, if its task is there, and then returns its step and what came of it: as a group of one would. */
export function blindStatement(write: BlindWrite): Statement {
  const [row] = write.stepRows(0);
  return [write.verb === 'delete' ? DELETED : UPDATED, PARAMETERS.map((name) => row?.[name])];
}

const PARAMETERS = [
  'user_id',
  'id',
  'at',
  'kind',
  'toggles',
  'keeps_description',
  'new_title',
  'new_description',
  'new_completed',
] as const;

function done(written: string): string {
  return `
  with held as materialized (
    select version as held_version, seq as held_seq, ${taskColumns((name) => `${name} as held_${name}`)} from tasks
    where user_id = $1 and id between $2 and $2 order by id limit 1 for update
  ), change as materialized (
    select held.*, held_version + 1 as version, coalesce(kind, ${KIND_OF_EDIT}) as kind,
      ${taskColumns((name) => `${EDITED[name]} as next_${name}`)}
    from held cross join (
      select $3::timestamptz as at, $4::text as kind, $5::boolean as toggles, $6::boolean as keeps_description,
        $7::text as new_title, $8::text as new_description, $9::boolean as new_completed, null::timestamptz as new_created_at
    ) step
  ), counter as (
    insert into counters as counter (user_id, seq) select $1, 1 from change
    on conflict (user_id) do update set seq = counter.seq + 1
    returning seq
  ), written as (
    ${written}
  ), logged as (
    insert into changes (user_id, seq, kind, at, task_id, version, previous_seq, ${taskColumns()})
    select $1, seq, kind, next_updated_at, $2, version, held_seq, ${taskColumns((name) => `held_${name}`)} from counter, change
  )
  select 0 as t, 0 as step, seq, kind, version, ${taskColumns((name) => `next_${name} as ${name}`)} from counter, change`;
}

const UPDATED = done(`
    update tasks set (version, seq, ${taskColumns()}) = row (change.version, counter.seq, ${taskColumns((name) => `next_${name}`)})
    from counter, change where tasks.user_id = $1 and tasks.id = $2`);

const DELETED = done('delete from tasks using change where tasks.user_id = $1 and tasks.id = $2');
