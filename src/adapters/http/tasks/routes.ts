import * as v from 'valibot';
import type { CreateTask } from '../../../application/tasks/create-task.ts';
import type { DeleteTask } from '../../../application/tasks/delete-task.ts';
import type { EditTask } from '../../../application/tasks/edit-task.ts';
import type { GetTask } from '../../../application/tasks/get-task.ts';
import type { ToggleCompletion } from '../../../application/tasks/toggle-completion.ts';
import { authorOf } from '../../../domain/changes/author.ts';
import { AsOfParameter } from '../input/parameters.ts';
import { STORE_ERRORS } from '../problem/problem.ts';
import { entityTag } from '../routing/etag.ts';
import { type Route, route } from '../routing/route.ts';
import { TaskIdField, UserIdField } from './fields.ts';
import {
  CreatePreconditionHeaders,
  checkCreate,
  PreconditionHeaders,
  preconditionOf,
  ReadPreconditionHeaders,
} from './preconditions.ts';
import { Completion, NewTask, newContent, TaskEdit, withEdit } from './task-content.ts';
import { TaskReply, taskJson } from './task-reply.ts';
import { WRITE_HEADERS, writeReply } from './write-reply.ts';

const tag = 'tasks';
const TaskParams = v.object({ user_id: UserIdField, task_id: TaskIdField });

const createdTask = {
  201: { description: 'The new task.', schema: TaskReply, headers: ['Location', 'ETag', ...WRITE_HEADERS] },
} as const;

/** The properties shared by all routes that change one task. */
const CHANGE = {
  tag,
  params: TaskParams,
  headers: PreconditionHeaders,
  replies: {
    200: { description: 'The changed task.', schema: TaskReply, headers: ['ETag', ...WRITE_HEADERS] },
  },
  errors: ['task_not_found', 'precondition_failed', ...STORE_ERRORS],
} as const;

export function createTaskRoute(createTask: CreateTask): Route {
  return route({
    method: 'POST',
    access: 'tasks:write',
    path: '/api/{user_id}/tasks',
    operationId: 'createTask',
    summary: 'Create a task',
    description:
      'By default the description is null and the task is open. The service makes the id; to choose the id yourself, ' +
      'use `PUT`.',
    tag,
    params: v.object({ user_id: UserIdField }),
    headers: CreatePreconditionHeaders,
    body: NewTask,
    replies: createdTask,
    errors: ['precondition_failed', ...STORE_ERRORS],
    async handle({ params, headers, body, key, actor }) {
      checkCreate(headers);
      return writeReply(await createTask.execute(params.user_id, body, { author: authorOf(actor), key }));
    },
  });
}

export function getTaskRoute(getTask: GetTask): Route {
  return route({
    method: 'GET',
    access: 'tasks:read',
    path: '/api/{user_id}/tasks/{task_id}',
    operationId: 'getTask',
    summary: 'Get a task',
    description: 'The current task, or with `as_of` an earlier state of it.',
    tag,
    params: TaskParams,
    query: v.object({ as_of: v.exactOptional(AsOfParameter) }),
    headers: ReadPreconditionHeaders,
    replies: {
      200: { description: 'The task.', schema: TaskReply, headers: ['ETag'] },
      304: { description: 'Not modified: `If-None-Match` names the current version.', headers: ['ETag'] },
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
    ...CHANGE,
    method: 'PUT',
    access: 'tasks:write',
    path: '/api/{user_id}/tasks/{task_id}',
    operationId: 'editTask',
    summary: 'Edit a task, or create it under an id of your own',
    description:
      'A missing field keeps its value. With `If-None-Match: *` the request creates the task, and only once: it ' +
      'answers 412 if a task with this id exists or has existed.',
    body: TaskEdit,
    replies: { ...CHANGE.replies, ...createdTask },
    fingerprintFlag: (headers) => headers['if-none-match'] === '*',
    async handle({ params: { user_id: owner, task_id: id }, headers, body, key, actor }) {
      const isNew = headers['if-none-match'] === '*' && headers['if-match'] === undefined;
      const context = { author: authorOf(actor), key };
      if (isNew) return writeReply(await createTask.executeWithId(owner, id, newContent(body), context));
      const options = { ...context, precondition: preconditionOf(headers) };
      return writeReply(await withEdit(body, (edit) => editTask.execute(owner, id, edit, options)));
    },
  });
}

export function patchTaskRoute(editTask: EditTask): Route {
  return route({
    ...CHANGE,
    method: 'PATCH',
    access: 'tasks:write',
    path: '/api/{user_id}/tasks/{task_id}',
    operationId: 'patchTask',
    summary: 'Edit parts of a task',
    description:
      'A JSON Merge Patch (RFC 7396): a missing field keeps its value, and `null` clears description, list, start ' +
      'or due.',
    body: TaskEdit,
    bodyType: 'application/merge-patch+json',
    async handle({ params, headers, body, key, actor }) {
      const options = { precondition: preconditionOf(headers), author: authorOf(actor), key };
      return writeReply(
        await withEdit(body, (edit) => editTask.execute(params.user_id, params.task_id, edit, options)),
      );
    },
  });
}

export function toggleCompletionRoute(toggleCompletion: ToggleCompletion): Route {
  return route({
    ...CHANGE,
    method: 'PATCH',
    access: 'tasks:write',
    path: '/api/{user_id}/tasks/{task_id}/complete',
    operationId: 'toggleCompletion',
    summary: 'Complete a task, or reopen it',
    description:
      'One atomic step: of many concurrent requests, each counts, and each answer shows its own result. If the body ' +
      'has `completed`, the task gets that value, however often the request is sent. Any other body is ignored.',
    body: Completion,
    bodyType: 'optional-json',
    async handle({ params, headers, body, key, actor }) {
      const options = { precondition: preconditionOf(headers), author: authorOf(actor), key };
      return writeReply(await toggleCompletion.execute(params.user_id, params.task_id, body.completed, options));
    },
  });
}

export function deleteTaskRoute(deleteTask: DeleteTask): Route {
  return route({
    ...CHANGE,
    method: 'DELETE',
    access: 'tasks:write',
    path: '/api/{user_id}/tasks/{task_id}',
    operationId: 'deleteTask',
    summary: 'Delete a task',
    description: 'To restore the task, undo the change that `Taskport-Seq` names.',
    replies: {
      200: { description: 'The task is deleted.', schema: v.object({ ok: v.literal(true) }), headers: WRITE_HEADERS },
    },
    async handle({ params, headers, key, actor }) {
      const options = { precondition: preconditionOf(headers), author: authorOf(actor), key };
      return writeReply(await deleteTask.execute(params.user_id, params.task_id, options));
    },
  });
}
