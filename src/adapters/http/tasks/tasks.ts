import * as v from 'valibot';
import type { CreateTask } from '../../../application/create-task.ts';
import type { DeleteTask } from '../../../application/delete-task.ts';
import type { EditTask } from '../../../application/edit-task.ts';
import type { GetTask } from '../../../application/get-task.ts';
import type { ToggleCompletion } from '../../../application/toggle-completion.ts';
import { STORE_ERRORS } from '../problem.ts';
import { type Route, route } from '../route.ts';
import { DescriptionField, TaskIdField, TitleField, UserIdField } from './fields.ts';
import { pathOf } from './paths.ts';
import { TaskReply, taskReply } from './task-reply.ts';

const tag = 'tasks';
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
    errors: STORE_ERRORS,
    async handle({ params, body }) {
      const task = await createTask.execute(params.user_id, body);
      return { status: 201, headers: { Location: pathOf(task.userId, task.id) }, body: taskReply(task) };
    },
  });
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
    errors: ['task_not_found', ...STORE_ERRORS],
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
    errors: ['task_not_found', ...STORE_ERRORS],
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
    description: 'One atomic step: however many are sent at once, all of them count, and each answer shows its own.',
    tag,
    params: OfTask,
    query: NoQuery,
    body: undefined,
    replies: oneTask,
    errors: ['task_not_found', ...STORE_ERRORS],
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
    errors: ['task_not_found', ...STORE_ERRORS],
    async handle({ params }) {
      await deleteTask.execute(params.user_id, params.task_id);
      return { status: 200, body: { ok: true } };
    },
  });
}
