import type { ReadChanges } from '../../../application/changes/read-changes.ts';
import type { UndoneOperation } from '../../../application/changes/undo-change.ts';
import type { Seq } from '../../../domain/changes/change.ts';
import type { UserId } from '../../../domain/identity.ts';
import type { Reply } from '../routing/route.ts';
import { changeReply } from './change-reply.ts';

/** The maximum number of changes that a reply reads, and so keeps in memory, at a time. */
const PAGE = 500;

/**
 * Returns the reply to the undo of an operation with several changes. The reply streams the new changes from the log.
 */
export function undoneReply(readChanges: ReadChanges, owner: UserId, undone: UndoneOperation): Reply {
  return {
    status: 200,
    headers: {
      'Content-Type': 'application/json',
      'Taskport-Seq': String(undone.last),
      ...(undone.replayed && { 'Idempotency-Replayed': 'true' }),
    },
    stream: json(readChanges, owner, undone),
  };
}

async function* json(readChanges: ReadChanges, owner: UserId, { operation, last }: UndoneOperation) {
  yield `{"operation":${operation},"changes":[`;
  for (let since = operation - 1; since < last; ) {
    const limit = Math.min(PAGE, last - since);
    const { changes } = await readChanges.execute(owner, { since: since as Seq, limit });
    const texts = changes.map((change) => JSON.stringify(changeReply(change)));
    yield (since < operation ? '' : ',') + texts.join(',');
    since += limit;
  }
  yield ']}';
}
