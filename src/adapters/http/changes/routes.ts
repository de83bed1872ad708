import * as v from 'valibot';
import type { ChangePage, ReadChanges } from '../../../application/changes/read-changes.ts';
import type { ReadHistory } from '../../../application/changes/read-history.ts';
import type { UndoChange } from '../../../application/changes/undo-change.ts';
import type { FollowFilter } from '../../../application/filter/follow-filter.ts';
import type { ReadFilteredChanges } from '../../../application/filter/read-filtered-changes.ts';
import { authorOf } from '../../../domain/changes/author.ts';
import type { Change } from '../../../domain/changes/change.ts';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import { FilterParameter, ZoneParameter } from '../filter/filter-parameters.ts';
import { integerParameter, SeqField, SinceParameter } from '../input/parameters.ts';
import { STORE_ERRORS } from '../problem/problem.ts';
import { type Route, route } from '../routing/route.ts';
import { TaskIdField, UserIdField } from '../tasks/fields.ts';
import { PreconditionHeaders, preconditionOf } from '../tasks/preconditions.ts';
import { WRITE_HEADERS, writeReply } from '../tasks/write-reply.ts';
import {
  ChangePageReply,
  ChangeReply,
  changeReply,
  EventsReply,
  filteredChangeReply,
  UndoneReply,
} from './change-reply.ts';
import { allChanges, eventStream, filteredChanges } from './event-stream.ts';
import { LastEventIdHeader, LastEventIdParameter, parseLastEventId } from './last-event-id.ts';
import { undoneReply } from './undone-reply.ts';

const tag = 'changes';
const EVENT_STREAM = 'text/event-stream';
const MAX_LIMIT = 500;
/** The maximum `wait` of a long poll, in seconds. */
const MAX_WAIT = 60;

/** The headers of a page of changes. Caches must not store a page. `Accept` selects a page or an event stream. */
const NO_STORE = { 'Cache-Control': 'no-store', Vary: 'Accept' };

/** The headers of an event stream. They keep proxies from compressing or buffering the stream, which delays events. */
const STREAM_HEADERS = {
  ...NO_STORE,
  'Content-Type': EVENT_STREAM,
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
};

const Range = {
  since: SinceParameter,
  limit: integerParameter(1, MAX_LIMIT, 100, 'The maximum number of changes on a page.'),
};

export function changesRoute(
  readChanges: ReadChanges,
  readFiltered: ReadFilteredChanges,
  followFilter: FollowFilter,
): Route {
  return route({
    method: 'GET',
    access: 'tasks:read',
    path: '/api/{user_id}/changes',
    operationId: 'readChanges',
    summary: 'Follow all changes',
    description:
      'Every change of every task, once and in order. Start with a list of tasks and its `Taskport-Seq` as `since`, and ' +
      'continue with `next_since`. `wait` makes it a long poll. With `Accept: text/event-stream` the changes are a stream ' +
      'of Server-Sent Events, which continues after the `Last-Event-ID`. With `filter` only changes of tasks that match it ' +
      'before or after the change, each with `match`; the stream also tells when time alone moves a task in or out.',
    tag,
    params: v.object({ user_id: UserIdField }),
    query: v.object({
      ...Range,
      wait: integerParameter(0, MAX_WAIT, 0, 'The seconds to wait for a change if there is none yet.'),
      lastEventId: LastEventIdParameter,
      filter: v.exactOptional(FilterParameter),
      tz: v.exactOptional(ZoneParameter),
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
      const { since, limit, wait, filter, tz: zone = 'UTC' } = query;
      if (mediaType === EVENT_STREAM) {
        const from = headers['last-event-id'] ?? parseLastEventId(query.lastEventId ?? '') ?? since;
        // Throws `seq_gone` (410) before the stream begins if the log lacks `from`, for example after a purge.
        await readChanges.execute(owner, { since: from, limit: 1 }).catch(ignoreStoreError);
        const source =
          filter === undefined
            ? allChanges(readChanges, owner, from)
            : filteredChanges(await followFilter.execute(owner, { since: from, filter, zone }), from);
        // `signal()` is called last, after the costly setup: from then on the request no longer counts as in flight.
        return { status: 200, headers: STREAM_HEADERS, stream: eventStream(source, signal()) };
      }
      const waiting = wait === 0 ? undefined : AbortSignal.any([signal(), AbortSignal.timeout(wait * 1000)]);
      if (filter === undefined) {
        return {
          status: 200,
          headers: NO_STORE,
          body: pageReply(await readChanges.execute(owner, { since, limit }, waiting)),
        };
      }
      const page = await readFiltered.execute(owner, { since, limit, filter, zone }, waiting);
      const body = { changes: page.changes.map(filteredChangeReply), next_since: page.next, end: page.isEnd };
      return { status: 200, headers: NO_STORE, body };
    },
  });
}

export function historyRoute(readHistory: ReadHistory): Route {
  return route({
    method: 'GET',
    access: 'tasks:read',
    path: '/api/{user_id}/tasks/{task_id}/history',
    operationId: 'readHistory',
    summary: 'Read the history of a task',
    description: 'The changes of one task. A deleted task has a history, too.',
    tag,
    params: v.object({ user_id: UserIdField, task_id: TaskIdField }),
    query: v.object(Range),
    replies: { 200: { description: 'Changes of the task, oldest first.', schema: ChangePageReply } },
    errors: ['task_not_found', 'seq_gone', ...STORE_ERRORS],
    async handle({ params, query: { since, limit } }) {
      const page = await readHistory.execute(params.user_id, params.task_id, since, limit);
      return { status: 200, body: pageReply(page) };
    },
  });
}

export function undoRoute(undoChange: UndoChange, readChanges: ReadChanges): Route {
  return route({
    method: 'POST',
    access: 'tasks:write',
    path: '/api/{user_id}/changes/{seq}/undo',
    operationId: 'undoChange',
    summary: 'Undo a change, with all that its request did',
    description:
      'Reverts the task to its state before the change, as a new change; undo that one to redo. A deleted task is ' +
      'restored. If the request that made the change made others too, all of them are undone, or none. If a task is no ' +
      'longer as the change left it, the answer is 409, and `conflicting_seq` names its last change.',
    tag,
    params: v.object({ user_id: UserIdField, seq: SeqField }),
    headers: PreconditionHeaders,
    replies: {
      200: {
        description: 'The new change, or all new changes if the request had several.',
        schema: v.union([ChangeReply, UndoneReply]),
        headers: ['ETag?', ...WRITE_HEADERS],
      },
    },
    errors: ['change_not_found', 'change_in_the_way', 'seq_gone', 'precondition_failed', ...STORE_ERRORS],
    async handle({ params, headers, key, actor }) {
      const options = { precondition: preconditionOf(headers), author: authorOf(actor), key };
      const result = await undoChange.execute(params.user_id, params.seq, options);
      if ('operation' in result) return undoneReply(readChanges, params.user_id, result);
      return writeReply(result, changeReply(result as typeof result & Pick<Change, 'kind'>));
    },
  });
}

function ignoreStoreError(error: unknown): void {
  if (!(error instanceof StoreError)) throw error;
}

function pageReply({ changes, next, isEnd }: ChangePage): v.InferOutput<typeof ChangePageReply> {
  return { changes: changes.map(changeReply), next_since: next, end: isEnd };
}
