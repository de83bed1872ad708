import * as v from 'valibot';
import type { ListTasks, Page } from '../../../application/tasks/list-tasks.ts';
import type { UserId } from '../../../domain/identity.ts';
import { AsOfParameter, booleanParameter, integerParameter, parameter } from '../input/parameters.ts';
import { fieldError } from '../input/validation.ts';
import { STORE_ERRORS } from '../problem/problem.ts';
import { entityTag, matchesIfNoneMatch } from '../routing/etag.ts';
import { type Route, route } from '../routing/route.ts';
import { belongsTo, invalidCursor, parseCursor, writeCursor } from './cursor.ts';
import { UserIdField } from './fields.ts';
import { pathOf } from './paths.ts';
import { ReadPreconditionHeaders } from './preconditions.ts';
import { serializeTasks, TaskReply } from './task-reply.ts';

const MAX_OFFSET = 2 ** 31 - 1;

const CompletedParameter = booleanParameter(
  'Only completed tasks, or only open ones. `1`, `yes`, `on`, `0`, `no` and `off` work too.',
);

const CursorParameter = parameter(parseCursor, {
  type: 'string',
  pattern: '^[0-9A-Za-z_-]+$',
  description: 'The beginning of this page. Copy it from the `Link` of the page before.',
});

const ListQuery = v.object({
  limit: integerParameter(1, 100, 50, 'The maximum number of tasks on a page.'),
  offset: integerParameter(
    0,
    MAX_OFFSET,
    0,
    'The number of tasks to skip. To read a whole list, follow `Link` instead.',
  ),
  completed: v.exactOptional(CompletedParameter),
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
      'Follow `Link: …; rel="next"` to read all pages. This visits every task that exists throughout exactly once, ' +
      'whatever others add or delete meanwhile, and every page costs the same. With `as_of` all pages show one moment.',
    tag: 'tasks',
    params: v.object({ user_id: UserIdField }),
    query: ListQuery,
    headers: ReadPreconditionHeaders,
    replies: {
      200: {
        description: 'A page of tasks.',
        schema: v.array(TaskReply),
        headers: ['ETag', 'Taskport-Seq', 'Link'],
      },
      304: {
        description: 'Not modified: `If-None-Match` names the current version of the page.',
        headers: ['ETag', 'Taskport-Seq'],
      },
    },
    errors: ['seq_gone', ...STORE_ERRORS],
    async handle({ params: { user_id: owner }, query, headers }) {
      const { limit, offset, cursor } = query;
      const list = listOf(owner, query);
      if (cursor !== undefined && !belongsTo(list, cursor)) throw fieldError(['query', 'cursor'], invalidCursor());
      const after = cursor && { after: cursor.position };
      const page = await listTasks.execute(owner, { ...list, ...after, limit, offset });
      const versions = { 'Taskport-Seq': String(page.seq), ETag: etagOf(page.seq, query) };
      if (matchesIfNoneMatch(headers['if-none-match'], versions.ETag)) return { status: 304, headers: versions };
      return {
        status: 200,
        headers: { ...versions, ...linkOf(owner, query, page) },
        body: serializeTasks(page.tasks),
      };
    },
  });
}

/** Returns the list that a query pages through. */
function listOf(owner: UserId, { completed, as_of: asOf }: Query) {
  return { owner, ...(completed !== undefined && { completed }), ...(asOf !== undefined && { asOf }) };
}

/** Returns the ETag of one page: it contains the query, because every page of a list has the same seq. */
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
