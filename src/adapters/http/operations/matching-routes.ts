import * as v from 'valibot';
import type { ChangeMatching, Matching, MatchingReport } from '../../../application/operations/change-matching.ts';
import { authorOf } from '../../../domain/changes/author.ts';
import type { UserId } from '../../../domain/identity.ts';
import type { OperationResult, WriteContext } from '../../../ports/task-repository.ts';
import { FilterParameter, ZoneParameter } from '../filter/filter-parameters.ts';
import { booleanParameter, requiredInteger } from '../input/parameters.ts';
import { fieldError, MISSING } from '../input/validation.ts';
import { STORE_ERRORS } from '../problem/problem.ts';
import { type Reply, type Route, route } from '../routing/route.ts';
import { UserIdField } from '../tasks/fields.ts';
import { checkMany, ManyPreconditionHeaders } from '../tasks/preconditions.ts';
import { TaskEdit, withEdit } from '../tasks/task-content.ts';
import { OperationField, operationReply } from './operation-reply.ts';

const MAX_AFFECTED = 10_000;

const MatchingQuery = v.object({
  filter: FilterParameter,
  tz: v.exactOptional(ZoneParameter),
  max_affected: requiredInteger(
    0,
    MAX_AFFECTED,
    'If more tasks match than this, nothing is done, and the answer is 409.',
  ),
  dry_run: v.exactOptional(booleanParameter('Only tell how many tasks match.')),
});

const count = (description: string) => v.pipe(v.number(), v.metadata({ type: 'integer', minimum: 0, description }));

/** The JSON of the result of a bulk edit or bulk deletion. */
const MatchingReply = v.object({
  matched: count('How many tasks match.'),
  changed: count('How many of them were changed. A task that is already as the edit wants it is not.'),
  operation: OperationField,
});

/** The properties shared by the routes that edit or delete all tasks that match a filter. */
const MATCHING = {
  path: '/api/{user_id}/tasks',
  tag: 'tasks',
  params: v.object({ user_id: UserIdField }),
  query: MatchingQuery,
  headers: ManyPreconditionHeaders,
  replies: {
    200: {
      description: 'Every match is changed.',
      schema: MatchingReply,
      headers: ['Taskport-Seq?', 'Idempotency-Replayed'],
    },
  },
  errors: ['too_many_affected', 'precondition_failed', ...STORE_ERRORS],
} as const;

export function editMatchingRoute(changeMatching: ChangeMatching): Route {
  return route({
    ...MATCHING,
    method: 'PATCH',
    access: 'tasks:write',
    operationId: 'editMatchingTasks',
    summary: 'Edit every task that matches a filter',
    description: 'Edits every match in one commit, or none. One undo takes all of it back.',
    body: TaskEdit,
    bodyType: 'application/merge-patch+json',
    async handle({ params: { user_id: owner }, query, headers, body, key, actor }) {
      checkMany(headers);
      return reply(changeMatching, owner, query, { author: authorOf(actor), key }, (matching) =>
        withEdit(body, (edit) => changeMatching.edit(owner, matching, edit)),
      );
    },
  });
}

export function deleteMatchingRoute(changeMatching: ChangeMatching): Route {
  return route({
    ...MATCHING,
    method: 'DELETE',
    access: 'tasks:write',
    operationId: 'deleteMatchingTasks',
    summary: 'Delete every task that matches a filter',
    description: 'Deletes every match in one commit, or none. One undo restores all of them.',
    async handle({ params: { user_id: owner }, query, headers, key, actor }) {
      checkMany(headers);
      return reply(changeMatching, owner, query, { author: authorOf(actor), key }, (matching) =>
        changeMatching.delete(owner, matching),
      );
    },
  });
}

async function reply(
  changeMatching: ChangeMatching,
  owner: UserId,
  { filter, tz: zone = 'UTC', max_affected: max, dry_run: isDryRun }: v.InferOutput<typeof MatchingQuery>,
  context: WriteContext,
  change: (matching: Matching) => Promise<OperationResult>,
): Promise<Reply> {
  // An empty filter is parsed as undefined. It is rejected, because it would match, and so change, all tasks.
  if (filter === undefined) throw fieldError(['query', 'filter'], MISSING);
  if (!isDryRun) return operationReply(await change({ ...context, filter, zone, max }));
  const matched = await changeMatching.count(owner, { filter, zone });
  return { status: 200, body: { matched, changed: 0, operation: null } satisfies MatchingReport };
}
