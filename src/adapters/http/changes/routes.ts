import * as v from 'valibot';
import type { ChangePage, ReadChanges } from '../../../application/changes/read-changes.ts';
import type { ReadHistory } from '../../../application/changes/read-history.ts';
import type { UndoChange } from '../../../application/changes/undo-change.ts';
import type { Change } from '../../../domain/changes/change.ts';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import { integerParameter, SeqField, SinceParameter } from '../input/parameters.ts';
import { STORE_ERRORS } from '../problem/problem.ts';
import { type Route, route } from '../routing/route.ts';
import { TaskIdField, UserIdField } from '../tasks/fields.ts';
import { PreconditionHeaders, preconditionOf } from '../tasks/preconditions.ts';
import { WRITE_HEADERS, writeReply } from '../tasks/write-reply.ts';
import { ChangePageReply, ChangeReply, changeReply, EventsReply } from './change-reply.ts';
import { eventStream } from './event-stream.ts';
import { LastEventIdHeader, LastEventIdParameter, parseLastEventId } from './last-event-id.ts';

const tag = 'changes';
const EVENT_STREAM = 'text/event-stream';
const MAX_LIMIT = 500;
/** In seconds. */
const MAX_WAIT = 60;

/** One address has two forms, and neither is true for long. */
const NO_STORE = { 'Cache-Control': 'no-store', Vary: 'Accept' };

/** A proxy that compresses a stream holds it back, and one that buffers does, too. */
const STREAM_HEADERS = {
  ...NO_STORE,
  'Content-Type': EVENT_STREAM,
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
};

const Range = {
  since: SinceParameter,
  limit: integerParameter(1, MAX_LIMIT, 100, 'The most changes in one answer.'),
};

export function changesRoute(readChanges: ReadChanges): Route {
  return route({
    method: 'GET',
    path: '/api/{user_id}/changes',
    operationId: 'readChanges',
    summary: 'Follow all changes',
    description:
      'Every change of every task, once and in order. Go on with `next_since`; `wait` so many seconds for a change if ' +
      'there is none yet. With `Accept: text/event-stream` they come as Server-Sent Events, for as long as you listen, ' +
      'and go on after the `Last-Event-ID` that you send. Begin with a list of tasks and the `Taskport-Seq` it came with.',
    tag,
    params: v.object({ user_id: UserIdField }),
    query: v.object({
      ...Range,
      wait: integerParameter(0, MAX_WAIT, 0, 'The seconds to wait for a change if there is none yet.'),
      lastEventId: LastEventIdParameter,
    }),
    headers: v.object({ 'last-event-id': LastEventIdHeader }),
    mediaTypes: ['application/json', EVENT_STREAM],
    replies: {
      200: {
        description: 'Changes, oldest first.',
        schema: ChangePageReply,
        event: EventsReply,
        headers: ['Cache-Control', 'Vary', 'X-Accel-Buffering'],
      },
    },
    errors: ['bad_request', 'seq_gone', ...STORE_ERRORS],
    async handle({ params: { user_id: owner }, query, headers, mediaType, signal }) {
      const { since, limit, wait } = query;
      if (mediaType === EVENT_STREAM) {
        const from = headers['last-event-id'] ?? parseLastEventId(query.lastEventId ?? '') ?? since;
        // Whether the log reaches there is to be told before the stream begins, if that can be known now.
        await readChanges.execute(owner, { since: from, limit: 1 }).catch(unlessAway);
        return { status: 200, headers: STREAM_HEADERS, stream: eventStream(readChanges, owner, from, signal()) };
      }
      const patience = wait === 0 ? undefined : AbortSignal.any([signal(), AbortSignal.timeout(wait * 1000)]);
      const page = await readChanges.execute(owner, { since, limit }, patience);
      return { status: 200, headers: NO_STORE, body: pageReply(page) };
    },
  });
}

export function historyRoute(readHistory: ReadHistory): Route {
  return route({
    method: 'GET',
    path: '/api/{user_id}/tasks/{task_id}/history',
    operationId: 'readHistory',
    summary: 'See what was done to a task',
    description: 'A deleted task has a history too.',
    tag,
    params: v.object({ user_id: UserIdField, task_id: TaskIdField }),
    query: v.object(Range),
    replies: { 200: { description: 'Its changes, oldest first.', schema: ChangePageReply } },
    errors: ['task_not_found', 'seq_gone', ...STORE_ERRORS],
    async handle({ params, query: { since, limit } }) {
      const page = await readHistory.execute(params.user_id, params.task_id, since, limit);
      return { status: 200, body: pageReply(page) };
    },
  });
}

export function undoRoute(undoChange: UndoChange): Route {
  return route({
    method: 'POST',
    path: '/api/{user_id}/changes/{seq}/undo',
    operationId: 'undoChange',
    summary: 'Undo a change',
    description:
      'Makes the task again what it was before, a deleted one included, as a new change; undoing that one is a redo. ' +
      'Possible so long as the task is as the change left it; else `conflicting_seq` names the last change since.',
    tag,
    params: v.object({ user_id: UserIdField, seq: SeqField }),
    headers: PreconditionHeaders,
    replies: {
      200: { description: 'The change that undid it.', schema: ChangeReply, headers: ['ETag?', ...WRITE_HEADERS] },
    },
    errors: ['change_not_found', 'change_in_the_way', 'seq_gone', 'precondition_failed', ...STORE_ERRORS],
    async handle({ params, headers, key }) {
      const terms = { precondition: preconditionOf(headers), key };
      const outcome = await undoChange.execute(params.user_id, params.seq, terms);
      return writeReply(outcome, changeReply(outcome as typeof outcome & Pick<Change, 'kind'>));
    },
  });
}

function unlessAway(error: unknown): void {
  if (!(error instanceof StoreError)) throw error;
}

function pageReply({ changes, next, isEnd }: ChangePage): v.InferOutput<typeof ChangePageReply> {
  return { changes: changes.map(changeReply), next_since: next, end: isEnd };
}
