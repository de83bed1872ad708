import * as v from 'valibot';
import type { CreateTask } from '../../../application/create-task.ts';
import type { DeleteTask } from '../../../application/delete-task.ts';
import type { EditTask } from '../../../application/edit-task.ts';
import type { GetTask } from '../../../application/get-task.ts';
import type { ListTasks } from '../../../application/list-tasks.ts';
import type { ToggleCompletion } from '../../../application/toggle-completion.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import { HttpError } from '../problem.ts';
import { type Route, route } from '../route.ts';
import { readCursor, writeCursor } from './cursor.ts';
import {
  BooleanParameter,
  DescriptionField,
  integerParameter,
  TaskIdField,
  TextParameter,
  TitleField,
  UserIdField,
} from './fields.ts';
import { TaskReply, taskReply } from './task-reply.ts';

const tag = 'tasks';
const MAX_OFFSET = 2 ** 31 - 1;
const OfUser = v.object({ user_id: UserIdField });
const OfTask = v.object({ user_id: UserIdField, task_id: TaskIdField });
const NoQuery = v.object({});
const oneTask = { 200: { description: 'The task as it is now.', schema: TaskReply } };

const NewTask = v.object({
  title: TitleField,
  description: v.optional(v.nullable(DescriptionField), null),
  completed: v.optional(v.boolean(), false),
});

const TaskEdit = v.object({
  title: v.exactOptional(TitleField),
  description: v.exactOptional(v.nullable(DescriptionField)),
  completed: v.exactOptional(v.boolean()),
});

const ListQuery = v.object({
  limit: integerParameter(1, 100, 50),
  offset: integerParameter(0, MAX_OFFSET, 0),
  completed: v.exactOptional(BooleanParameter),
  cursor: v.exactOptional(TextParameter),
});

function pathOf(owner: UserId, id?: TaskId): string {
  return `/api/${owner}/tasks${id === undefined ? '' : `/${id}`}`;
}

export function createTaskRoute(createTask: CreateTask): Route {
  return route({
    method: 'POST',
    path: '/api/{user_id}/tasks',
    operationId: 'createTask',
    summary: 'Create a task',
    tag,
    params: OfUser,
    query: NoQuery,
    body: NewTask,
    replies: { 201: { description: 'The new task.', schema: TaskReply, headers: { Location: 'Where the task is.' } } },
    errors: [],
    async handle({ params, body }) {
      const task = await createTask.execute(params.user_id, body);
      return { status: 201, headers: { Location: pathOf(task.userId, task.id) }, body: taskReply(task) };
    },
  });
}

export function listTasksRoute(listTasks: ListTasks): Route {
  return route({
    method: 'GET',
    path: '/api/{user_id}/tasks',
    operationId: 'listTasks',
    summary: 'List tasks, newest first',
    description:
      'Following `Link: …; rel="next"` visits every task that exists throughout exactly once, whatever is added or ' +
      'deleted meanwhile, and costs the same at any depth.',
    tag,
    params: OfUser,
    query: ListQuery,
    body: undefined,
    replies: {
      200: {
        description: 'A page of tasks.',
        schema: v.array(TaskReply),
        headers: { Link: 'Where the next page is.' },
      },
    },
    errors: [],
    async handle({ params: { user_id: owner }, query: { limit, offset, cursor, ...filter } }) {
      const list = { owner, ...filter };
      const after = cursor === undefined ? undefined : readCursor(list, cursor);
      if (cursor !== undefined && after === undefined) throw foreignCursor();
      const page = await listTasks.execute(owner, { ...filter, limit, offset, ...(after && { after }) });
      const body = page.tasks.map(taskReply);
      if (page.next === undefined) return { status: 200, body };
      const next = new URLSearchParams({ limit: String(limit), cursor: writeCursor(list, page.next) });
      if (filter.completed !== undefined) next.set('completed', String(filter.completed));
      return { status: 200, headers: { Link: `<${pathOf(owner)}?${next}>; rel="next"` }, body };
    },
  });
}

function foreignCursor(): HttpError {
  const msg = 'Value error, not a cursor of this list';
  return new HttpError('validation_failed', { issues: [{ type: 'value_error', loc: ['query', 'cursor'], msg }] });
}

export function getTaskRoute(getTask: GetTask): Route {
  return route({
    method: 'GET',
    path: '/api/{user_id}/tasks/{task_id}',
    operationId: 'getTask',
    summary: 'Get a task',
    tag,
    params: OfTask,
    query: NoQuery,
    body: undefined,
    replies: oneTask,
    errors: ['task_not_found'],
    async handle({ params }) {
      return { status: 200, body: taskReply(await getTask.execute(params.user_id, params.task_id)) };
    },
  });
}

export function editTaskRoute(editTask: EditTask): Route {
  return route({
    method: 'PUT',
    path: '/api/{user_id}/tasks/{task_id}',
    operationId: 'editTask',
    summary: 'Change a task',
    description: 'A field that is not sent stays as it is.',
    tag,
    params: OfTask,
    query: NoQuery,
    body: TaskEdit,
    replies: oneTask,
    errors: ['task_not_found'],
    async handle({ params, body }) {
      return { status: 200, body: taskReply(await editTask.execute(params.user_id, params.task_id, body)) };
    },
  });
}

export function toggleCompletionRoute(toggleCompletion: ToggleCompletion): Route {
  return route({
    method: 'PATCH',
    path: '/api/{user_id}/tasks/{task_id}/complete',
    operationId: 'toggleCompletion',
    summary: 'Complete a task, or reopen it',
    description: 'One atomic step: of any number at once each counts, and each answer shows its own.',
    tag,
    params: OfTask,
    query: NoQuery,
    body: undefined,
    replies: oneTask,
    errors: ['task_not_found'],
    async handle({ params }) {
      return { status: 200, body: taskReply(await toggleCompletion.execute(params.user_id, params.task_id)) };
    },
  });
}

export function deleteTaskRoute(deleteTask: DeleteTask): Route {
  return route({
    method: 'DELETE',
    path: '/api/{user_id}/tasks/{task_id}',
    operationId: 'deleteTask',
    summary: 'Delete a task',
    tag,
    params: OfTask,
    query: NoQuery,
    body: undefined,
    replies: { 200: { description: 'The task is gone.', schema: v.object({ ok: v.literal(true) }) } },
    errors: ['task_not_found'],
    async handle({ params }) {
      await deleteTask.execute(params.user_id, params.task_id);
      return { status: 200, body: { ok: true } };
    },
  });
}
