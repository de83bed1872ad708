import * as v from 'valibot';
import type { ChangeTasks, Report } from '../../../application/operations/change-tasks.ts';
import { authorOf } from '../../../domain/changes/author.ts';
import { Task } from '../../../domain/tasks/task.ts';
import { STORE_ERRORS } from '../problem/problem.ts';
import { type Route, route } from '../routing/route.ts';
import { UserIdField } from '../tasks/fields.ts';
import { checkMany, ManyPreconditionHeaders } from '../tasks/preconditions.ts';
import { TaskReply, taskReply } from '../tasks/task-reply.ts';
import { WRITE_HEADERS } from '../tasks/write-reply.ts';
import { BatchBody, commandsOf, MAX_OPERATIONS } from './batch-body.ts';
import { OperationField, operationReply } from './operation-reply.ts';
import { refusing } from './refusal.ts';

/** The JSON of the results of a batch request. */
const BatchReply = v.object({
  results: v.pipe(
    v.array(
      v.object({
        status: v.picklist([200, 201]),
        task: v.nullable(TaskReply),
      }),
    ),
    v.metadata({
      description: 'Each task right after its operation, in the order of the operations; null if deleted.',
    }),
  ),
  operation: OperationField,
});

export function batchRoute(changeTasks: ChangeTasks): Route {
  return route({
    method: 'POST',
    access: 'tasks:write',
    path: '/api/{user_id}/tasks/batch',
    operationId: 'changeTasks',
    summary: 'Change many tasks at once',
    description:
      `Runs 1 to ${MAX_OPERATIONS} operations in order and in one commit: all of them, or none. A later operation sees what ` +
      'the earlier ones did. If one is refused, the answer is its error, `loc` names its place, and nothing is done.',
    tag: 'tasks',
    params: v.object({ user_id: UserIdField }),
    headers: ManyPreconditionHeaders,
    body: BatchBody,
    replies: { 200: { description: 'All operations are done.', schema: BatchReply, headers: WRITE_HEADERS } },
    errors: ['task_not_found', 'precondition_failed', ...STORE_ERRORS],
    async handle({ params: { user_id: owner }, headers, body, key, actor }) {
      checkMany(headers);
      const commands = commandsOf(body);
      const context = { author: authorOf(actor), key };
      return operationReply(await refusing(commands, () => changeTasks.execute(owner, commands, report, context)));
    },
  });
}

const report: Report = (results, operation) =>
  JSON.stringify({
    results: results.map(({ kind, after }) => ({
      status: kind === 'created' ? 201 : 200,
      task: after instanceof Task ? taskReply(after) : null,
    })),
    operation,
  } satisfies v.InferOutput<typeof BatchReply>);
