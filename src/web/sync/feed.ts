import { type Api, Unreachable } from '../api/api.ts';
import { type ChangeJson, stateOf } from '../api/change-json.ts';
import { eventsOf } from '../api/event-stream.ts';
import { settled } from '../api/problem.ts';
import { taskPages } from '../api/task-pages.ts';
import type { Patch } from '../replica/patch.ts';

/** A stream without even a heartbeat for this long is broken, in milliseconds. The service sends one in 15 s. */
const SILENCE = 40_000;

/** Yields patches with all tasks, page by page; the last one has the `seq` from which the feed goes on. */
export async function* allTasks(api: Api, signal: AbortSignal): AsyncGenerator<Patch> {
  let seq: number | undefined;
  const pages = taskPages('', async (path) => {
    const answer = settled(await api.ask('GET', path, { signal }));
    if (answer.status !== 200) throw new Unreachable(`the answer ${answer.status} to a list`);
    return answer;
  });
  for await (const { tasks, headers, isLast } of pages) {
    // Changes after the first page are in the feed after its `seq`, so nothing between the pages is missed.
    seq ??= Number(headers.get('Taskport-Seq'));
    yield isLast ? { tasks, seq } : { tasks };
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
