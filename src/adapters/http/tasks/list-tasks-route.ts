import { hash } from 'node:crypto';
import * as v from 'valibot';
import type { FindTasks, SelectionPosition } from '../../../application/filter/find-tasks.ts';
import type { Selection } from '../../../application/filter/selection.ts';
import type { ListTasks } from '../../../application/tasks/list-tasks.ts';
import type { Seq } from '../../../domain/changes/change.ts';
import type { UserId } from '../../../domain/identity.ts';
import type { ListPosition } from '../../../domain/tasks/list-position.ts';
import type { Task } from '../../../domain/tasks/task.ts';
import { isSelective, SelectionParameters, selectionOf } from '../filter/filter-parameters.ts';
import { AsOfParameter, booleanParameter, integerParameter, parameter } from '../input/parameters.ts';
import { fieldError } from '../input/validation.ts';
import { STORE_ERRORS } from '../problem/problem.ts';
import { entityTag, matchesIfNoneMatch } from '../routing/etag.ts';
import { type Route, route } from '../routing/route.ts';
import { belongsTo, invalidCursor, parseCursor, writeCursor } from './cursor.ts';
import { UserIdField } from './fields.ts';
import { linkTo } from './list-link.ts';
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
  ...SelectionParameters,
  count: v.exactOptional(booleanParameter('Tell in `Taskport-Total` how many tasks match on all pages.')),
});

type Query = v.InferOutput<typeof ListQuery>;

/** A page of a plain list or of a filtered list. */
interface Page {
  readonly tasks: readonly Task[];
  readonly seq: Seq;
  readonly next?: ListPosition | SelectionPosition;
  readonly total?: number;
}

export function listTasksRoute(listTasks: ListTasks, findTasks: FindTasks): Route {
  return route({
    method: 'GET',
    access: 'tasks:read',
    path: '/api/{user_id}/tasks',
    operationId: 'listTasks',
    summary: 'List, search and filter tasks',
    description:
      'Newest first, or in the order of `sort`. All conditions must hold. Follow `Link: …; rel="next"` to read all pages. ' +
      'This visits every task that matches throughout exactly once, whatever others change meanwhile. With `as_of` all ' +
      'pages show one moment.',
    tag: 'tasks',
    params: v.object({ user_id: UserIdField }),
    query: ListQuery,
    headers: ReadPreconditionHeaders,
    replies: {
      200: {
        description: 'A page of tasks.',
        schema: v.array(TaskReply),
        headers: ['ETag', 'Taskport-Seq', 'Link', 'Taskport-Total'],
      },
      304: {
        description: 'Not modified: `If-None-Match` names the current version of the page.',
        headers: ['ETag', 'Taskport-Seq'],
      },
    },
    errors: ['seq_gone', ...STORE_ERRORS],
    async handle({ params: { user_id: owner }, query, headers, sent }) {
      const list = listOf(owner, query);
      if (query.cursor !== undefined && !belongsTo(list, query.cursor)) {
        throw fieldError(['query', 'cursor'], invalidCursor());
      }
      const { selection } = list;
      const page = selection ? await find(findTasks, owner, query, selection) : await readPage(listTasks, owner, query);
      const etag = selection ? etagOfContent(page) : etagOfQuery(page.seq, query);
      const versions = { 'Taskport-Seq': String(page.seq), ETag: etag };
      if (matchesIfNoneMatch(headers['if-none-match'], etag)) return { status: 304, headers: versions };
      const cursor = page.next && writeCursor(list, page.next);
      return {
        status: 200,
        headers: {
          ...versions,
          ...(query.count && { 'Taskport-Total': String(page.total) }),
          ...(cursor && linkTo(owner, query.limit, cursor, sent, Object.keys(ListQuery.entries))),
        },
        body: serializeTasks(page.tasks),
      };
    },
  });
}

/** Returns the list of which a query requests a page: owner, filter, order and point in the log. */
function listOf(owner: UserId, query: Query) {
  const { completed, as_of: asOf, limit: _, offset: __, cursor: ___, count, ...selective } = query;
  const isFiltered = count === true || isSelective(selective);
  return {
    owner,
    ...(completed !== undefined && { completed }),
    ...(asOf !== undefined && { asOf }),
    ...(isFiltered && { selection: selectionOf(query) }),
  };
}

function readPage(
  listTasks: ListTasks,
  owner: UserId,
  { limit, offset, completed, cursor, as_of: asOf }: Query,
): Promise<Page> {
  return listTasks.execute(owner, {
    limit,
    offset,
    ...(completed !== undefined && { completed }),
    ...(asOf !== undefined && { asOf }),
    ...(cursor && { after: cursor.position as ListPosition }),
  });
}

function find(findTasks: FindTasks, owner: UserId, query: Query, selection: Selection): Promise<Page> {
  const { limit, offset, cursor, as_of: asOf } = query;
  return findTasks.execute(owner, { ...selection, limit, offset, asOf, after: cursor?.position as SelectionPosition });
}

/** Returns the ETag of a page without filter: the log's `seq`, and the query, because all pages have the same `seq`. */
function etagOfQuery(seq: Seq, { limit, offset, completed, cursor, as_of: asOf }: Query): string {
  return entityTag([seq, limit, offset, completed, cursor?.cursor, asOf].join('.'));
}

/** Returns the ETag of a filtered page. It contains the tasks' versions, because the page can change by time alone. */
function etagOfContent({ tasks, seq, total, next }: Page): string {
  const versions = tasks.map(({ id, version }) => `${id}.${version}`);
  return entityTag(hash('sha256', [seq, total, next?.id, ...versions].join(' '), 'base64url').slice(0, 22));
}
