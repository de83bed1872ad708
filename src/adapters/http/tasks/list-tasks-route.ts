import { hash } from 'node:crypto';
import * as v from 'valibot';
import type { ListTasks, Page } from '../../../application/list-tasks.ts';
import type { UserId } from '../../../domain/identity.ts';
import { isKnown } from '../etag.ts';
import { entityTag, STORE_ERRORS } from '../problem.ts';
import { type Route, route } from '../route.ts';
import { refused } from '../validation.ts';
import { belongsTo, foreignCursor, writeCursor } from './cursor.ts';
import { AsOfParameter, BooleanParameter, CursorParameter, integerParameter, UserIdField } from './fields.ts';
import { KeptPages } from './kept-pages.ts';
import { pathOf } from './paths.ts';
import { KnownHeaders } from './preconditions.ts';
import { TaskReply, taskReply } from './task-reply.ts';

const MAX_OFFSET = 2 ** 31 - 1;

const ListQuery = v.object({
  limit: integerParameter(1, 100, 50),
  offset: integerParameter(0, MAX_OFFSET, 0),
  completed: v.exactOptional(BooleanParameter),
  cursor: v.exactOptional(CursorParameter),
  as_of: v.exactOptional(AsOfParameter),
});

type Query = v.InferOutput<typeof ListQuery>;

export function listTasksRoute(listTasks: ListTasks): Route {
  const pages = new KeptPages();
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
    headers: KnownHeaders,
    body: undefined,
    replies: {
      200: {
        description: 'A page of tasks.',
        schema: v.array(TaskReply),
        headers: {
          Link: 'Where the next page is.',
          'Taskport-Seq': 'The last change that it shows: go on from there with `changes`.',
          ETag: 'Stays the same until something changes.',
        },
      },
      304: { description: 'It is as your `If-None-Match` knows it.' },
    },
    errors: ['seq_gone', ...STORE_ERRORS],
    async handle({ params: { user_id: owner }, query, headers }) {
      const { limit, offset, cursor, as_of: asOf } = query;
      const list = listOf(owner, query);
      if (cursor !== undefined && !belongsTo(list, cursor)) throw refused(['query', 'cursor'], foreignCursor());
      const question = `${owner} ${JSON.stringify(query)}`;
      const page = pages.get(question);
      const known = headers['if-none-match'];
      if (asOf === undefined && (page !== undefined || known !== '')) {
        // If nothing has changed, neither has this: one number tells.
        const seq = await listTasks.lastSeq(owner);
        if (isKnown(known, etagOf(seq, query))) return { status: 304, headers: listHeaders(seq, query) };
        if (page?.seq === seq) return page.reply;
      }
      const found = await listTasks.execute(owner, {
        ...list,
        ...(cursor && { after: cursor.position }),
        limit,
        offset,
      });
      const reply = {
        status: 200,
        headers: { ...listHeaders(found.seq, query), ...linkOf(owner, query, found) },
        body: JSON.stringify(found.tasks.map(taskReply)),
      };
      if (asOf === undefined) pages.keep(question, { seq: found.seq, reply });
      return reply;
    },
  });
}

/** Which list it is that a query asks for a page of. */
function listOf(owner: UserId, { completed, as_of: asOf }: Query) {
  return { owner, ...(completed !== undefined && { completed }), ...(asOf !== undefined && { asOf }) };
}

function listHeaders(seq: number, query: Query): Record<string, string> {
  return { 'Taskport-Seq': String(seq), ETag: etagOf(seq, query) };
}

function etagOf(seq: number, query: Query): string {
  return entityTag(`${seq}-${hash('sha256', JSON.stringify(query), 'base64url').slice(0, 8)}`);
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
