import { type Change, newestFirst, same, type Task } from '../../support/wire.ts';
import type { Evidence, ListSeen } from '../evidence.ts';
import { matches } from '../requests/conditions.ts';
import { LogIndex, LogReplay } from './log/log-index.ts';

/** Yields each difference between a follower's copy and the log, and between the log and the server's task list. */
export function* checkCopies({ log, copies }: Evidence): Generator<string> {
  for (const copy of copies) {
    const seq = copy.changes.length;
    if (seq < copy.head) yield `${copy.name}: ends at seq ${seq}, the log at ${copy.head}`;
    const wrong = firstDifference(copy.changes, log.slice(0, seq));
    if (wrong !== undefined) yield `${copy.name}: got ${wrong}`;
    const there = newestFirst(new LogReplay(log).to(seq).values());
    const held = firstDifference(newestFirst(copy.tasks), there);
    if (held !== undefined) yield `${copy.name}: at seq ${seq} holds ${held}`;
    const served = firstDifference(copy.served, there);
    if (served !== undefined) yield `${copy.name}: at seq ${seq} the server lists ${served}`;
  }
}

/** Yields each task list in a response that differs from the tasks rebuilt from the log as of the list's `seq`. */
export function* checkLists({ log, lists }: Evidence): Generator<string> {
  const replay = new LogReplay(log);
  for (const seen of lists.toSorted((one, other) => one.seq - other.seq)) {
    if (seen.seq > log.length) yield `${seen.what}: is of seq ${seen.seq}, the log ends at ${log.length}`;
    const wrong = firstDifference(seen.tasks, listed(replay.to(seen.seq), seen));
    if (wrong !== undefined) yield `${seen.what}: at seq ${seen.seq} has ${wrong}`;
  }
}

/** Yields each task and each task history in a response that differs from the change log. */
export function* checkTasks({ log, tasks, histories }: Evidence): Generator<string> {
  const logIndex = new LogIndex(log);
  for (const { id, at, task } of tasks) {
    if (at === 'any time' && logIndex.of(id).every(({ task }) => task !== null))
      yield `${id}: was missing, although no client deleted it`;
    if (at === 'any time' || !('version' in at)) continue;
    const logged = logIndex.version(id, at.version)?.task;
    if (!same(task, logged))
      yield `${id} version ${at.version}: ${JSON.stringify(task)} instead of ${JSON.stringify(logged)}`;
  }
  yield* checkTasksAt(tasks, log);
  for (const { id, changes } of histories) {
    const own = log.filter(({ task_id }) => task_id === id);
    const wrong = firstDifference(changes, own);
    if (wrong !== undefined) yield `history of ${id}: has ${wrong}`;
  }
}

function* checkTasksAt(tasks: Evidence['tasks'], log: readonly Change[]): Generator<string> {
  const replay = new LogReplay(log);
  const seen = tasks.flatMap(({ id, at, task }) =>
    at !== 'any time' && 'seq' in at ? [{ id, seq: at.seq, task }] : [],
  );
  for (const { id, seq, task } of seen.toSorted((one, other) => one.seq - other.seq)) {
    const there = replay.to(seq).get(id) ?? null;
    if (!same(task, there)) yield `${id} at seq ${seq}: ${JSON.stringify(task)} instead of ${JSON.stringify(there)}`;
  }
}

function listed(tasks: Map<string, Task>, { conditions, limit }: ListSeen): Task[] {
  const wanted = [...tasks.values()].filter((task) => matches(task, conditions));
  return newestFirst(wanted).slice(0, limit);
}

/** Describes the first item in which two lists differ; undefined if the lists are equal. */
function firstDifference(list: readonly unknown[], must: readonly unknown[]): string | undefined {
  const length = Math.max(list.length, must.length);
  for (let index = 0; index < length; index++) {
    if (same(list[index], must[index])) continue;
    const [found, wanted] = [list[index], must[index]].map((item) => JSON.stringify(item) ?? 'nothing');
    return `${found} instead of ${wanted} as number ${index + 1} (${list.length} of ${must.length})`;
  }
  return undefined;
}
