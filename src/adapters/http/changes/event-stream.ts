import type { ReadChanges } from '../../../application/read-changes.ts';
import type { Change, Seq } from '../../../domain/change.ts';
import type { UserId } from '../../../domain/identity.ts';
import { changeReply } from './change-reply.ts';

// Server-Sent Events: https://html.spec.whatwg.org/multipage/server-sent-events.html

/** Between two signs of life, in milliseconds; a client whose connection broke comes back after as many as `RETRY`. */
const HEARTBEAT = 15_000;
const RETRY = 1_000;
/** How many changes are read, and held, at a time. */
const LIMIT = 100;

/** A log from the change after `since` on, and all that is to come of it. */
export async function* eventStream(
  readChanges: ReadChanges,
  owner: UserId,
  since: Seq,
  until: AbortSignal,
): AsyncGenerator<string> {
  yield `retry: ${RETRY}\n\n`;
  for (let next = since; !until.aborted; ) {
    const wait = AbortSignal.any([until, AbortSignal.timeout(HEARTBEAT)]);
    const page = await readChanges.execute(owner, { since: next, limit: LIMIT }, wait);
    yield page.changes.length === 0 ? ': nothing new\n\n' : page.changes.map(event).join('');
    next = page.next;
  }
}

function event(change: Change): string {
  return `id: ${change.seq}\ndata: ${JSON.stringify(changeReply(change))}\n\n`;
}
