import * as v from 'valibot';
import type { ListTasks, Page } from '../../../application/tasks/list-tasks.ts';
import type { UserId } from '../../../domain/identity.ts';
import { refused } from '../input/validation.ts';
import { entityTag, STORE_ERRORS } from '../problem/problem.ts';
import { matchesIfNoneMatch } from '../routing/etag.ts';
import { type Route, route } from '../routing/route.ts';
import { belongsTo, invalidCursor, writeCursor } from './cursor.ts';
import { AsOfParameter, BooleanParameter, CursorParameter, integerParameter, UserIdField } from './fields.ts';
import { pathOf } from './paths.ts';
import { ReadPreconditionHeaders } from './preconditions.ts';
import { serializeTasks, TaskReply } from './task-reply.ts';

const MAX_OFFSET = 2 ** 31 - 1;

const ListQuery = v.object({
  limit: integerParameter(1, 100, 50, 'The most tasks on a page.'),
  offset: integerParameter(0, MAX_OFFSET, 0, 'The tasks to skip. To read a whole list, follow `Link` instead.'),
  completed: v.exactOptional(BooleanParameter),
  cursor: v.exactOptional(CursorParameter),
  as_of: v.exactOptional(AsOfParameter),
});

type Query = v.InferOutput<typeof ListQuery>;

export function listTasksRoute(listTasks: ListTasks): Route {
  return route({
    method: 'GET',
    path: '/api/{user_id}/tasks',
    operationId: 'listTasks',
    summary: 'List tasks, newest first',
    description:
      'Following `Link: …; rel="next"` visits every task that exists throughout exactly once, whatever is added or ' +
      'deleted meanwhile, and costs the same at any depth. With `as_of` every page is of the same moment.',
    tag: 'tasks',
    params: v.object({ user_id: UserIdField }),
    query: ListQuery,
    headers: ReadPreconditionHeaders,
    body: undefined,
    replies: {
      200: {
        description: 'A page of tasks.',
        schema: v.array(TaskReply),
        headers: ['ETag', 'Taskport-Seq', 'Link'],
      },
      304: { description: 'It is as your `If-None-Match` knows it.', headers: ['ETag', 'Taskport-Seq'] },
    },
    errors: ['seq_gone', ...STORE_ERRORS],
    async handle({ params: { user_id: owner }, query, headers }) {
      const { limit, offset, cursor } = query;
      const list = listOf(owner, query);
      if (cursor !== undefined && !belongsTo(list, cursor)) throw refused(['query', 'cursor'], invalidCursor());
      const after = cursor && { after: cursor.position };
      const page = await listTasks.execute(owner, { ...list, ...after, limit, offset });
      const shown = { 'Taskport-Seq': String(page.seq), ETag: etagOf(page.seq, query) };
      if (matchesIfNoneMatch(headers['if-none-match'], shown.ETag)) return { status: 304, headers: shown };
      return {
        status: 200,
        headers: { ...shown, ...linkOf(owner, query, page) },
        body: serializeTasks(page.tasks),
      };
    },
  });
}

/** Which list it is that a query asks for a page of. */
function listOf(owner: UserId, { completed, as_of: asOf }: Query) {
  return { owner, ...(completed !== undefined && { completed }), ...(asOf !== undefined && { asOf }) };
}

/** Of this page alone: what was asked for is part of it. */
function etagOf(seq: number, { limit, offset, completed, cursor, as_of: asOf }: Query): string {
  return entityTag([seq, limit, offset, completed, cursor?.cursor, asOf].join('.'));
}

function linkOf(owner: UserId, query: Query, { next }: Page): Record<string, string> {
  if (next === undefined) return {};
  const { limit, completed, as_of: asOf } = query;
  const cursor = writeCursor(listOf(owner, query), next);
  const parameters = new URLSearchParams({ limit: String(limit), cursor });
  if (completed !== undefined) parameters.set('completed', String(completed));
  if (asOf !== undefined) parameters.set('as_of', String(asOf));
  return { Link: `<${pathOf(owner)}?${parameters}>; rel="next"` };
}
