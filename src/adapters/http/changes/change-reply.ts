import * as v from 'valibot';
import { type Change, instantOf, type TaskState } from '../../../domain/change.ts';
import { timestamp } from '../../../domain/instant.ts';
import { Task } from '../../../domain/task.ts';
import type { Outcome } from '../../../ports/task-repository.ts';
import { TaskReply, Timestamp, taskReply, Uuid } from '../tasks/task-reply.ts';

const Seq = v.pipe(v.number(), v.metadata({ type: 'integer', minimum: 1 }));

/** A change as clients see it. */
export const ChangeReply = v.object({
  seq: Seq,
  at: Timestamp,
  kind: v.picklist(['created', 'updated', 'completed', 'reopened', 'deleted', 'restored']),
  task_id: Uuid,
  version: v.pipe(v.number(), v.metadata({ type: 'integer', minimum: 1 })),
  task: v.nullable(TaskReply),
});

/** Some of a log, and where to go on. */
export const ChangePageReply = v.object({
  changes: v.array(ChangeReply),
  next_since: v.pipe(v.number(), v.metadata({ type: 'integer', minimum: 0 })),
  end: v.boolean(),
});

export function changeReply({ seq, kind, after }: Change | (Outcome & { kind: Change['kind'] })) {
  return {
    seq,
    at: timestamp(instantOf(after)),
    kind,
    task_id: after.id,
    version: after.version,
    task: taskOrNull(after),
  };
}

function taskOrNull(state: TaskState) {
  return state instanceof Task ? taskReply(state) : null;
}
