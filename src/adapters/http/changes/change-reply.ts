import * as v from 'valibot';
import { type Change, changedAt } from '../../../domain/changes/change.ts';
import { Task } from '../../../domain/tasks/task.ts';
import type { WriteResult } from '../../../ports/task-repository.ts';
import { timestamp } from '../../system/timestamp.ts';
import { TaskReply, Timestamp, taskReply, Uuid } from '../tasks/task-reply.ts';

function integer(minimum: number, example: number, description: string) {
  return v.pipe(v.number(), v.metadata({ type: 'integer', minimum, examples: [example], description }));
}

/** The JSON of a change. */
export const ChangeReply = v.object({
  seq: integer(1, 4, 'The number of the change in the log.'),
  at: Timestamp,
  kind: v.picklist(['created', 'updated', 'completed', 'reopened', 'deleted', 'restored']),
  task_id: Uuid,
  version: integer(1, 2, 'The version of the task, as in its `ETag`.'),
  task: v.nullable(TaskReply),
});

/** A stream of Server-Sent Events. It is described as text: OpenAPI 3.1 has no schema for the items of a stream. */
export const EventsReply = v.pipe(
  v.string(),
  v.description(
    'An endless stream of Server-Sent Events. The `data` of each event is a change as JSON, and its `id` is the `seq` of ' +
      'the change. Comments are heartbeats.',
  ),
);

/** The JSON of a page of a log. */
export const ChangePageReply = v.object({
  changes: v.array(ChangeReply),
  next_since: integer(0, 4, 'The value of `since` for the next page.'),
  end: v.pipe(v.boolean(), v.metadata({ description: 'True if this is the last page for now.' })),
});

export function changeReply({ seq, kind, after }: Change | (WriteResult & { kind: Change['kind'] })) {
  return {
    seq,
    at: timestamp(changedAt(after)),
    kind,
    task_id: after.id,
    version: after.version,
    task: after instanceof Task ? taskReply(after) : null,
  };
}
