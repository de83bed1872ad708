import { setTimeout as delay } from 'node:timers/promises';
import type { ReadChanges } from '../../../application/changes/read-changes.ts';
import type { FilterFollower } from '../../../application/filter/filter-follower.ts';
import type { Seq } from '../../../domain/changes/change.ts';
import type { UserId } from '../../../domain/identity.ts';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import { changeReply, filteredChangeReply, flipReply } from './change-reply.ts';

// Server-Sent Events: https://html.spec.whatwg.org/multipage/server-sent-events.html

/** The interval of heartbeats on an idle stream, in milliseconds. */
const HEARTBEAT = 15_000;
/** The delay before a client reconnects, and before the stream retries an unavailable store, in milliseconds. */
const RETRY = 1_000;
/** The maximum number of changes that a stream reads, and so keeps in memory, at a time. */
const LIMIT = 100;

const NOTHING_NEW = ': nothing new\n\n';

/** Waits for the next events until `wait` is aborted, and returns their text. May reject with a StoreError. */
type Source = (wait: AbortSignal) => Promise<string[]>;

/**
 * Yields the events of a source until `signal` aborts. If the store is unavailable, the stream stays open and retries.
 * If the stream ended instead, `EventSource` would reconnect, get an error status, and give up.
 */
export async function* eventStream(source: Source, signal: AbortSignal): AsyncGenerator<string> {
  yield `retry: ${RETRY}\n\n`;
  // The loop runs at least once, even if `signal` is aborted: a client that has half-closed its connection aborts the
  // signal, but can still read events.
  do {
    const events = await read(source, signal);
    if (events.length === 0) yield NOTHING_NEW;
    yield* events;
  } while (!signal.aborted);
}

/** Returns the next events; none after a heartbeat interval without events, or if the store is unavailable. */
async function read(source: Source, signal: AbortSignal): Promise<string[]> {
  try {
    return await source(AbortSignal.any([signal, AbortSignal.timeout(HEARTBEAT)]));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    await delay(RETRY, undefined, { signal }).catch(() => {});
    return [];
  }
}

/** Returns a source of events for all changes after `since`. */
export function allChanges(readChanges: ReadChanges, owner: UserId, since: Seq): Source {
  let [next, isEnd] = [since, true];
  return async (wait) => {
    const page = await readChanges.execute(owner, { since: next, limit: LIMIT }, isEnd ? wait : undefined);
    next = page.next;
    isEnd = page.isEnd;
    return page.changes.map((change) => event(changeReply(change), change.seq));
  };
}

/** Returns a source of events for a filter: changes of its tasks, and tasks that time alone moves in or out. */
export function filteredChanges(follower: FilterFollower, since: Seq): Source {
  let told = since;
  return async (wait) => {
    const { events, seq } = await follower.next(wait);
    const texts = events.map((each) => {
      if (!('change' in each)) return event(flipReply(each));
      told = each.change.seq;
      return event(filteredChangeReply(each), told);
    });
    // An `id` without `data` fires no event. It moves the client's `Last-Event-ID` past changes outside the filter, so
    // that the client does not read them again after a reconnect.
    if (told < seq) texts.push(`id: ${seq}\n\n`);
    told = seq;
    return texts;
  };
}

function event(data: unknown, id?: Seq): string {
  return `${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}
