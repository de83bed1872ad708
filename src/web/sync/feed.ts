import type { Api } from '../api/api.ts';
import { Unreachable } from '../api/api.ts';
import { type ChangeJson, stateOf } from '../api/change-json.ts';
import { eventsOf } from '../api/event-stream.ts';
import { settled } from '../api/problem.ts';
import { type TaskJson, taskOf, UNKNOWN_VERSION } from '../api/task-json.ts';
import type { Patch } from '../replica/patch.ts';

/** A stream without even a heartbeat for this long is broken, in milliseconds. The service sends one in 15 s. */
const SILENCE = 40_000;

/** The most tasks of a page of a list. */
const PAGE = 100;

/** Yields patches with all tasks, page by page; the last one has the `seq` from which the feed goes on. */
export async function* allTasks(api: Api, signal: AbortSignal): AsyncGenerator<Patch> {
  let path: string | undefined = `api/me/tasks?limit=${PAGE}`;
  let seq: number | undefined;
  while (path !== undefined) {
    const { status, headers, body } = settled(await api.ask('GET', path, { signal }));
    if (status !== 200) throw new Unreachable(`the answer ${status} to a list`);
    // Changes after the first page are in the feed after its `seq`, so nothing between the pages is missed.
    seq ??= Number(headers.get('Taskport-Seq'));
    const tasks = (body as readonly TaskJson[]).map((json) => taskOf(json, UNKNOWN_VERSION));
    const cursor = /[?&]cursor=([^&>]+)[^>]*>; rel="next"/.exec(headers.get('Link') ?? '')?.[1];
    path = cursor === undefined ? undefined : `api/me/tasks?limit=${PAGE}&cursor=${cursor}`;
    yield cursor === undefined ? { tasks, seq } : { tasks };
  }
}

/** The log no longer reaches back to where this replica ended. */
export class LogGone extends Error {}

/**
 * Yields a patch for the changes that arrive together, as they happen; an empty one when the stream opens, and with each
 * heartbeat.
 *
 * @throws LogGone, or as {@link settled}
 */
export async function* feed(api: Api, since: number, signal: AbortSignal): AsyncGenerator<Patch> {
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE);
  };
  heard();
  try {
    const headers = { Accept: 'text/event-stream' };
    const both = AbortSignal.any([signal, silence.signal]);
    const response = await api.open('GET', `api/me/changes?since=${since}`, { headers, signal: both });
    if (response.status === 410) throw new LogGone();
    if (!response.headers.get('Content-Type')?.startsWith('text/event-stream') || response.body === null) {
      settled({
        status: response.status,
        headers: response.headers,
        body: await response.json().catch(() => undefined),
      });
      throw new Unreachable(`the answer ${response.status} to the change feed`);
    }
    yield {};
    for await (const events of eventsOf(response.body)) {
      heard();
      yield patchOf(events.map((data) => JSON.parse(data) as ChangeJson));
    }
  } finally {
    clearTimeout(timer);
  }
}

function patchOf(changes: readonly ChangeJson[]): Patch {
  const last = changes.at(-1);
  if (last === undefined) return {};
  // Of several changes of a task only the last counts, as a patch first puts tasks and then deletes others.
  const states = [...new Map(changes.map((change) => [change.task_id, stateOf(change)])).values()];
  return {
    tasks: states.flatMap(({ task }) => task ?? []),
    gone: states.filter(({ task }) => task === null),
    seq: last.seq,
    isElsewhere: true,
  };
}
