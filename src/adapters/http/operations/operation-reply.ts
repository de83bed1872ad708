import * as v from 'valibot';
import type { OperationResult } from '../../../ports/task-repository.ts';
import type { Reply } from '../routing/route.ts';

/** The JSON of an operation's number: the `seq` of its first change. */
export const OperationField = v.nullable(
  v.pipe(
    v.number(),
    v.metadata({
      type: 'integer',
      minimum: 1,
      description: 'The `seq` of the first change, to undo all of them; null if nothing changed.',
      examples: [4],
    }),
  ),
);

/**
 * Returns the reply to a batch request or bulk edit. A request that repeats an idempotency key gets the body of the
 * first reply, and the header `Idempotency-Replayed`.
 */
export function operationReply({ report, seq, replayed }: OperationResult): Reply {
  return {
    status: 200,
    headers: { 'Taskport-Seq': String(seq), ...(replayed && { 'Idempotency-Replayed': 'true' }) },
    body: report,
  };
}
