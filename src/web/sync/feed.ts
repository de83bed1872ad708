import { type Api, Unreachable } from '../api/api.ts';
import { type ChangeJson, stateOf } from '../api/change-json.ts';
import { eventsOf } from '../api/event-stream.ts';
import { settled } from '../api/problem.ts';
import { taskPages } from '../api/task-pages.ts';
import type { Patch } from '../replica/patch.ts';

/** The milliseconds without data after which the stream counts as broken. The service sends a heartbeat every 15 s. */
const SILENCE = 40_000;

/**
 * Reads all tasks from the service, and yields a patch for each page. The last patch has the `seq` from which the
 * change feed continues.
 */
export async function* allTasks(api: Api, signal: AbortSignal): AsyncGenerator<Patch> {
  let seq: number | undefined;
  const pages = taskPages('', async (path) => {
    const answer = settled(await api.ask('GET', path, { signal }));
    if (answer.status !== 200) throw new Unreachable(`the answer ${answer.status} to a list`);
    return answer;
  });
  for await (const { tasks, headers, isLast } of pages) {
    // The `seq` of the first page is used, so that the change feed also sends the changes made while later pages were
    // read.
    seq ??= Number(headers.get('Taskport-Seq'));
    yield isLast ? { tasks, seq } : { tasks };
  }
}

/**
 * An error: the changes that follow the last `seq` of this replica were purged from the log, so the change feed cannot
 * send them.
 */
export class LogGone extends Error {}

/**
 * Reads the change feed, and yields a patch for the changes in each chunk. Yields an empty patch when the stream opens,
 * and at each heartbeat.
 *
 * @throws LogGone, or an error of {@link settled}
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
  // Only the last change of each task is used: a task that was deleted and created again would be deleted otherwise,
  // because a patch deletes tasks last.
  const states = [...new Map(changes.map((change) => [change.task_id, stateOf(change)])).values()];
  return {
    tasks: states.flatMap(({ task }) => task ?? []),
    gone: states.filter(({ task }) => task === null),
    seq: last.seq,
    isElsewhere: true,
  };
}
