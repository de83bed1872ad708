import { Task } from '../../../domain/tasks/task.ts';
import type { WriteResult } from '../../../ports/task-repository.ts';
import { entityTag } from '../routing/etag.ts';
import type { Reply } from '../routing/route.ts';
import { pathOf } from './paths.ts';
import { taskJson } from './task-reply.ts';

/** The headers of replies to writes, for the OpenAPI description. */
export const WRITE_HEADERS = ['Taskport-Seq', 'Idempotency-Replayed'] as const;

/** Returns the reply to a write. A repeated idempotency key gets the first reply, plus `Idempotency-Replayed`. */
export function writeReply({ seq, kind, after, replayed }: WriteResult, body: unknown = replyBody(after)): Reply {
  return {
    status: kind === 'created' ? 201 : 200,
    headers: {
      'Taskport-Seq': String(seq),
      ...(after instanceof Task && { ETag: entityTag(after.version) }),
      ...(kind === 'created' && { Location: pathOf(after.userId, after.id) }),
      ...(replayed && { 'Idempotency-Replayed': 'true' }),
    },
    body,
  };
}

function replyBody(after: WriteResult['after']): unknown {
  return after instanceof Task ? taskJson(after) : { ok: true };
}
