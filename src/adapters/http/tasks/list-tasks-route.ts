import * as v from 'valibot';
import type { ListTasks } from '../../../application/list-tasks.ts';
import { STORE_ERRORS } from '../problem.ts';
import { type Route, route } from '../route.ts';
import { refused } from '../validation.ts';
import { belongsTo, foreignCursor, writeCursor } from './cursor.ts';
import { BooleanParameter, CursorParameter, integerParameter, UserIdField } from './fields.ts';
import { pathOf } from './paths.ts';
import { TaskReply, taskReply } from './task-reply.ts';

const MAX_OFFSET = 2 ** 31 - 1;

const ListQuery = v.object({
  limit: integerParameter(1, 100, 50),
  offset: integerParameter(0, MAX_OFFSET, 0),
  completed: v.exactOptional(BooleanParameter),
  cursor: v.exactOptional(CursorParameter),
});

export function listTasksRoute(listTasks: ListTasks): Route {
  return route({
    method: 'GET',
    path: '/api/{user_id}/tasks',
    operationId: 'listTasks',
    summary: 'List tasks, newest first',
    description:
      'Following `Link: …; rel="next"` visits every task that exists throughout exactly once, whatever is added or ' +
      'deleted meanwhile, and costs the same at any depth.',
    tag: 'tasks',
    params: v.object({ user_id: UserIdField }),
    query: ListQuery,
    body: undefined,
    replies: {
      200: {
        description: 'A page of tasks.',
        schema: v.array(TaskReply),
        headers: { Link: 'Where the next page is.' },
      },
    },
    errors: STORE_ERRORS,
    async handle({ params: { user_id: owner }, query: { limit, offset, cursor, ...filter } }) {
      const list = { owner, ...filter };
      if (cursor !== undefined && !belongsTo(list, cursor)) throw refused(['query', 'cursor'], foreignCursor());
      const page = await listTasks.execute(owner, {
        ...filter,
        limit,
        offset,
        ...(cursor && { after: cursor.position }),
      });
      const body = page.tasks.map(taskReply);
      if (page.next === undefined) return { status: 200, body };
      const next = new URLSearchParams({ limit: String(limit), cursor: writeCursor(list, page.next) });
      if (filter.completed !== undefined) next.set('completed', String(filter.completed));
      return { status: 200, headers: { Link: `<${pathOf(owner)}?${next}>; rel="next"` }, body };
    },
  });
}
