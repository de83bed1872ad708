import { type Api, Unreachable } from '../api/api.ts';
import { type ChangeJson, stateOf } from '../api/change-json.ts';
import { eventsOf } from '../api/event-stream.ts';
import { settled } from '../api/problem.ts';
import { taskPages } from '../api/task-pages.ts';
import type { Patch } from '../replica/patch.ts';

/** The longest silence of a stream that is not broken, in milliseconds. The service sends a heartbeat every 15 s. */
const SILENCE = 40_000;

/** Yields a patch for each page of all tasks. The last patch has the `seq` after which the change feed continues. */
export async function* allTasks(api: Api, signal: AbortSignal): AsyncGenerator<Patch> {
  let seq: number | undefined;
  const pages = taskPages('', async (path) => {
    const answer = settled(await api.ask('GET', path, { signal }));
    if (answer.status !== 200) throw new Unreachable(`the answer ${answer.status} to a list`);
    return answer;
  });
  for await (const { tasks, headers, isLast } of pages) {
    // The `seq` of the first page, so that the change feed repeats the changes made while later pages were read.
    seq ??= Number(headers.get('Taskport-Seq'));
    yield isLast ? { tasks, seq } : { tasks };
  }
}

/** The log no longer has the changes that follow the last `seq` of this replica: they were purged. */
export class LogGone extends Error {}

/**
 * Yields a patch for the changes in each chunk of the stream. Yields an empty patch when the stream opens, and at each
 * heartbeat.
 *
 * @throws LogGone, or the errors of {@link settled}
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
  // Only the last change of each task is used, because a patch stores all tasks before it deletes any.
  const states = [...new Map(changes.map((change) => [change.task_id, stateOf(change)])).values()];
  return {
    tasks: states.flatMap(({ task }) => task ?? []),
    gone: states.filter(({ task }) => task === null),
    seq: last.seq,
    isElsewhere: true,
  };
}
