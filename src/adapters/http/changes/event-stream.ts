import { setTimeout as delay } from 'node:timers/promises';
import type { ReadChanges } from '../../../application/changes/read-changes.ts';
import type { Change, Seq } from '../../../domain/changes/change.ts';
import type { UserId } from '../../../domain/identity.ts';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import { changeReply } from './change-reply.ts';

// Server-Sent Events: https://html.spec.whatwg.org/multipage/server-sent-events.html

/** Between two signs of life, in milliseconds; a client whose connection broke comes back after as many as `RETRY`. */
const HEARTBEAT = 15_000;
const RETRY = 1_000;
/** How many changes are read, and held, at a time. */
const LIMIT = 100;

/**
 * A log from the change after `since` on, and all that is to come of it. A store that is away is waited for: browsers come
 * back to a stream that breaks, but never to one that was refused.
 */
export async function* eventStream(
  readChanges: ReadChanges,
  owner: UserId,
  since: Seq,
  signal: AbortSignal,
): AsyncGenerator<string> {
  yield `retry: ${RETRY}\n\n`;
  let [next, isEnd] = [since, true];
  // A client that has closed its sending side gets what there is.
  do {
    const page = await readPage(readChanges, owner, next, isEnd, signal);
    if (page === undefined || page.changes.length === 0) yield ': nothing new\n\n';
    for (const change of page?.changes ?? []) yield event(change);
    next = page?.next ?? next;
    isEnd = page?.isEnd ?? true;
  } while (!signal.aborted);
}

/** The next changes, or none if there are none for a while; undefined, after a while, if the store is away. */
async function readPage(readChanges: ReadChanges, owner: UserId, since: Seq, isEnd: boolean, signal: AbortSignal) {
  const wait = isEnd ? AbortSignal.any([signal, AbortSignal.timeout(HEARTBEAT)]) : undefined;
  try {
    return await readChanges.execute(owner, { since, limit: LIMIT }, wait);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    await delay(RETRY, undefined, { signal: signal }).catch(() => {});
    return undefined;
  }
}

function event(change: Change): string {
  return `id: ${change.seq}\ndata: ${JSON.stringify(changeReply(change))}\n\n`;
}
