import * as v from 'valibot';
import type { CreateTask } from '../../../application/tasks/create-task.ts';
import type { DeleteTask } from '../../../application/tasks/delete-task.ts';
import type { EditTask } from '../../../application/tasks/edit-task.ts';
import type { GetTask } from '../../../application/tasks/get-task.ts';
import type { ToggleCompletion } from '../../../application/tasks/toggle-completion.ts';
import { entityTag, STORE_ERRORS } from '../problem/problem.ts';
import { type Route, route } from '../routing/route.ts';
import { AsOfParameter, TaskIdField, UserIdField } from './fields.ts';
import {
  CreatePreconditionHeaders,
  checkCreate,
  PreconditionHeaders,
  preconditionOf,
  ReadPreconditionHeaders,
} from './preconditions.ts';
import { Completion, NewTask, newContent, TaskEdit } from './task-content.ts';
import { TaskReply, taskJson } from './task-reply.ts';
import { WRITE_HEADERS, writeReply } from './write-reply.ts';

const tag = 'tasks';
const UserParams = v.object({ user_id: UserIdField });
const TaskParams = v.object({ user_id: UserIdField, task_id: TaskIdField });
const NoQuery = v.object({});
const changedTask = {
  200: { description: 'The task as it is now.', schema: TaskReply, headers: ['ETag', ...WRITE_HEADERS] },
} as const;
const createdTask = {
  201: {
    description: 'The new task.',
    schema: TaskReply,
    headers: ['Location', 'ETag', ...WRITE_HEADERS],
  },
} as const;
const CHANGE_ERRORS = ['task_not_found', 'precondition_failed', ...STORE_ERRORS] as const;

export function createTaskRoute(createTask: CreateTask): Route {
  return route({
    method: 'POST',
    path: '/api/{user_id}/tasks',
    operationId: 'createTask',
    summary: 'Create a task',
    description:
      'The description is null and the task is open unless the body says otherwise. The service makes the id; `PUT` takes one ' +
      'of your own.',
    tag,
    params: UserParams,
    query: NoQuery,
    headers: CreatePreconditionHeaders,
    body: NewTask,
    replies: createdTask,
    errors: ['precondition_failed', ...STORE_ERRORS],
    async handle({ params, headers, body, key }) {
      checkCreate(headers);
      return writeReply(await createTask.execute(params.user_id, body, key));
    },
  });
}

export function getTaskRoute(getTask: GetTask): Route {
  return route({
    method: 'GET',
    path: '/api/{user_id}/tasks/{task_id}',
    operationId: 'getTask',
    summary: 'Get a task',
    description: 'As it is now, or with `as_of` as it was.',
    tag,
    params: TaskParams,
    query: v.object({ as_of: v.exactOptional(AsOfParameter) }),
    headers: ReadPreconditionHeaders,
    body: undefined,
    replies: {
      200: { description: 'The task.', schema: TaskReply, headers: ['ETag'] },
      304: { description: 'It is as your `If-None-Match` knows it.', headers: ['ETag'] },
    },
    errors: ['task_not_found', 'seq_gone', ...STORE_ERRORS],
    async handle({ params, query }) {
      const task = await getTask.execute(params.user_id, params.task_id, query.as_of);
      return { status: 200, headers: { ETag: entityTag(task.version) }, body: taskJson(task) };
    },
  });
}

export function putTaskRoute(editTask: EditTask, createTask: CreateTask): Route {
  return route({
    method: 'PUT',
    path: '/api/{user_id}/tasks/{task_id}',
    operationId: 'editTask',
    summary: 'Change a task, or create it under an id of your own',
    description:
      'A field that is not sent stays as it is. With `If-None-Match: *` it creates the task, exactly once: 412 if there ' +
      'is one, or was.',
    tag,
    params: TaskParams,
    query: NoQuery,
    headers: PreconditionHeaders,
    body: TaskEdit,
    replies: { ...changedTask, ...createdTask },
    errors: CHANGE_ERRORS,
    async handle({ params: { user_id: owner, task_id: id }, headers, body, key }) {
      const options = { precondition: preconditionOf(headers), key };
      const isNew = headers['if-none-match'] === '*' && headers['if-match'] === undefined;
      if (!isNew) return writeReply(await editTask.execute(owner, id, body, options));
      return writeReply(await createTask.executeAs(owner, id, newContent(body), key));
    },
  });
}

export function patchTaskRoute(editTask: EditTask): Route {
  return route({
    method: 'PATCH',
    path: '/api/{user_id}/tasks/{task_id}',
    operationId: 'patchTask',
    summary: 'Change parts of a task',
    description:
      'A JSON Merge Patch (RFC 7396): a field that is not sent stays as it is, `null` takes the description away.',
    tag,
    params: TaskParams,
    query: NoQuery,
    headers: PreconditionHeaders,
    body: TaskEdit,
    bodyType: 'application/merge-patch+json',
    replies: changedTask,
    errors: CHANGE_ERRORS,
    async handle({ params, headers, body, key }) {
      const options = { precondition: preconditionOf(headers), key };
      return writeReply(await editTask.execute(params.user_id, params.task_id, body, options));
    },
  });
}

export function toggleCompletionRoute(toggleCompletion: ToggleCompletion): Route {
  return route({
    method: 'PATCH',
    path: '/api/{user_id}/tasks/{task_id}/complete',
    operationId: 'toggleCompletion',
    summary: 'Complete a task, or reopen it',
    description:
      'One atomic step: however many are sent at once, all of them count, and each answer shows its own. With a body ' +
      'that says `completed`, the task becomes that, however often it is sent. A body that does not is ignored.',
    tag,
    params: TaskParams,
    query: NoQuery,
    headers: PreconditionHeaders,
    body: Completion,
    bodyType: 'any',
    replies: changedTask,
    errors: CHANGE_ERRORS,
    async handle({ params, headers, body, key }) {
      const options = { precondition: preconditionOf(headers), key };
      return writeReply(await toggleCompletion.execute(params.user_id, params.task_id, body.completed, options));
    },
  });
}

export function deleteTaskRoute(deleteTask: DeleteTask): Route {
  return route({
    method: 'DELETE',
    path: '/api/{user_id}/tasks/{task_id}',
    operationId: 'deleteTask',
    summary: 'Delete a task',
    description: 'It can be had back: undo the change that `Taskport-Seq` names.',
    tag,
    params: TaskParams,
    query: NoQuery,
    headers: PreconditionHeaders,
    body: undefined,
    replies: {
      200: { description: 'The task is gone.', schema: v.object({ ok: v.literal(true) }), headers: WRITE_HEADERS },
    },
    errors: CHANGE_ERRORS,
    async handle({ params, headers, key }) {
      const options = { precondition: preconditionOf(headers), key };
      return writeReply(await deleteTask.execute(params.user_id, params.task_id, options));
    },
  });
}
