import { setTimeout as delay } from 'node:timers/promises';
import type { ReadChanges } from '../../../application/changes/read-changes.ts';
import type { Change, Seq } from '../../../domain/changes/change.ts';
import type { UserId } from '../../../domain/identity.ts';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import { changeReply } from './change-reply.ts';

// Server-Sent Events: https://html.spec.whatwg.org/multipage/server-sent-events.html

/** The interval of heartbeats on an idle stream, in milliseconds. */
const HEARTBEAT = 15_000;
/** The delay before clients reconnect, and before this stream retries the store, in milliseconds. */
const RETRY = 1_000;
/** The number of changes that are read, and held in memory, at a time. */
const LIMIT = 100;

/**
 * Yields the changes after `since`, and then each new one. If the store is unavailable, the stream stays open and
 * retries: `EventSource` reconnects a stream that breaks, but gives up after an error status.
 */
export async function* eventStream(
  readChanges: ReadChanges,
  owner: UserId,
  since: Seq,
  signal: AbortSignal,
): AsyncGenerator<string> {
  yield `retry: ${RETRY}\n\n`;
  let [next, isEnd] = [since, true];
  // At least one page: a half-closed client aborts the signal at once, but still reads.
  do {
    const page = await readPage(readChanges, owner, next, isEnd, signal);
    if (page === undefined || page.changes.length === 0) yield ': nothing new\n\n';
    for (const change of page?.changes ?? []) yield event(change);
    next = page?.next ?? next;
    isEnd = page?.isEnd ?? true;
  } while (!signal.aborted);
}

/** Returns the next changes: none after a heartbeat interval, undefined if the store is unavailable. */
async function readPage(readChanges: ReadChanges, owner: UserId, since: Seq, isEnd: boolean, signal: AbortSignal) {
  const wait = isEnd ? AbortSignal.any([signal, AbortSignal.timeout(HEARTBEAT)]) : undefined;
  try {
    return await readChanges.execute(owner, { since, limit: LIMIT }, wait);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    await delay(RETRY, undefined, { signal }).catch(() => {});
    return undefined;
  }
}

function event(change: Change): string {
  return `id: ${change.seq}\ndata: ${JSON.stringify(changeReply(change))}\n\n`;
}
