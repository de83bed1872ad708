import * as v from 'valibot';
import type { Author } from '../../../domain/changes/author.ts';
import { type Change, changedAt } from '../../../domain/changes/change.ts';
import type { FilteredChange, Flip } from '../../../domain/changes/filtered-change.ts';
import type { UserId } from '../../../domain/identity.ts';
import { Task } from '../../../domain/tasks/task.ts';
import type { WriteResult } from '../../../ports/task-repository.ts';
import { timestamp } from '../../system/timestamp.ts';
import { TaskReply, Timestamp, taskReply, Uuid } from '../tasks/task-reply.ts';

function integer(minimum: number, example: number, description: string) {
  return v.pipe(v.number(), v.metadata({ type: 'integer', minimum, examples: [example], description }));
}

/** The schema of `actor`: the user who made a change, and the credential. */
const ActorReply = v.object({
  user: Uuid,
  kind: v.picklist(['open', 'session', 'token', 'jwt']),
  id: v.pipe(
    v.nullable(v.string()),
    v.metadata({ description: 'The id of the session or token, or the `jti` of a JWT; null if there is none.' }),
  ),
});

/** The schema of one change in the log. */
export const ChangeReply = v.object({
  seq: integer(1, 4, 'The number of the change in the log.'),
  operation: integer(1, 4, 'The `seq` of the first change of the same request.'),
  actor: v.pipe(
    v.nullable(ActorReply),
    v.metadata({ description: 'Who made the change; null in a change from before this was stored.' }),
  ),
  at: Timestamp,
  kind: v.picklist(['created', 'updated', 'completed', 'reopened', 'deleted', 'restored']),
  task_id: Uuid,
  version: integer(1, 2, 'The version of the task, as in its `ETag`.'),
  task: v.nullable(TaskReply),
});

const MatchField = v.pipe(
  v.picklist(['entered', 'changed', 'left']),
  v.metadata({ description: 'How the change concerns the `filter` of the request; absent without a filter.' }),
);

/** The schema of an event stream. It is plain text, because OpenAPI 3.1 cannot describe the events of a stream. */
export const EventsReply = v.pipe(
  v.string(),
  v.description(
    'An endless stream of Server-Sent Events. The `data` of each event is a change as JSON, and its `id` is the `seq` of ' +
      'the change. With a `filter`, an event with `"cause":"time"` and without `id` tells that only time has moved a task in ' +
      'or out, and an `id` alone tells how far the log was read. Comments are heartbeats.',
  ),
);

/** The schema of one page of the change log. */
export const ChangePageReply = v.object({
  changes: v.array(v.object({ ...ChangeReply.entries, match: v.exactOptional(MatchField) })),
  next_since: integer(0, 4, 'The value of `since` for the next page.'),
  end: v.pipe(v.boolean(), v.metadata({ description: 'True if this is the last page for now.' })),
});

type ChangedTask = WriteResult & { readonly kind: Change['kind'] };

/**
 * Returns the JSON of a change. The result of a single write has no `operation`, the number of its operation. This
 * number is the `seq` of the operation's first change, and so the `seq` of the only change.
 */
export function changeReply(change: Change | ChangedTask) {
  const { seq, author, kind, after } = change;
  return {
    seq,
    operation: 'operation' in change ? change.operation : seq,
    actor: author && actorReply(after.userId, author),
    at: timestamp(changedAt(after)),
    kind,
    task_id: after.id,
    version: after.version,
    task: after instanceof Task ? taskReply(after) : null,
  };
}

function actorReply(user: UserId, { kind, id }: Author): v.InferOutput<typeof ActorReply> {
  return { user, kind, id };
}

/** The schema of the reply to the undo of several changes at once. */
export const UndoneReply = v.object({
  operation: integer(1, 4, 'The `seq` of the first of the new changes.'),
  changes: v.pipe(v.array(ChangeReply), v.metadata({ description: 'The new changes, in order.' })),
});

/** Returns the JSON of a change with `match`: whether its task entered, changed in or left the filter. */
export function filteredChangeReply({ change, match }: FilteredChange) {
  return { ...changeReply(change), match };
}

/** Returns the JSON of an event in which time alone has moved a task in or out of a filter. */
export function flipReply({ at, task, match }: Flip) {
  return {
    cause: 'time',
    at: timestamp(at),
    task_id: task.id,
    version: task.version,
    task: taskReply(task),
    match,
  };
}
