import { type Change, newestFirst, same, type Task } from '../../support/wire.ts';
import type { Evidence, ListSeen } from '../evidence.ts';
import { Chronicle, Fold } from './chronicle.ts';

/** That whoever followed the feed has every change, in order, and holds what the log and the server hold. */
export function* checkCopies({ log, copies }: Evidence): Generator<string> {
  for (const copy of copies) {
    const seq = copy.changes.length;
    if (seq < copy.head) yield `${copy.name}: ends at seq ${seq}, the log at ${copy.head}`;
    const wrong = firstDifference(copy.changes, log.slice(0, seq));
    if (wrong !== undefined) yield `${copy.name}: was told ${wrong}`;
    const there = newestFirst(new Fold(log).to(seq).values());
    const held = firstDifference(newestFirst(copy.tasks), there);
    if (held !== undefined) yield `${copy.name}: at seq ${seq} holds ${held}`;
    const served = firstDifference(copy.served, there);
    if (served !== undefined) yield `${copy.name}: at seq ${seq} the server lists ${served}`;
  }
}

/** That every list that was seen is what the log comes to at its seq, in order. */
export function* checkLists({ log, lists }: Evidence): Generator<string> {
  const fold = new Fold(log);
  for (const seen of lists.toSorted((one, other) => one.seq - other.seq)) {
    if (seen.seq > log.length) yield `${seen.what}: is of seq ${seen.seq}, the log ends at ${log.length}`;
    const wrong = firstDifference(seen.tasks, listed(fold.to(seen.seq), seen));
    if (wrong !== undefined) yield `${seen.what}: at seq ${seen.seq} has ${wrong}`;
  }
}

/** That every task that was read by itself is what the log says of it. */
export function* checkTasks({ log, tasks, histories }: Evidence): Generator<string> {
  const chronicle = new Chronicle(log);
  for (const { id, at, task } of tasks) {
    if (at === 'any time' && chronicle.deletions(id).length === 0)
      yield `${id}: was not there, though nobody ever deleted it`;
    if (at === 'any time' || !('version' in at)) continue;
    const told = chronicle.version(id, at.version)?.task;
    if (!same(task, told))
      yield `${id} version ${at.version}: ${JSON.stringify(task)} instead of ${JSON.stringify(told)}`;
  }
  yield* checkTasksAt(tasks, log);
  for (const { id, changes } of histories) {
    const own = log.filter(({ task_id }) => task_id === id);
    const wrong = firstDifference(changes, own);
    if (wrong !== undefined) yield `history of ${id}: has ${wrong}`;
  }
}

function* checkTasksAt(tasks: Evidence['tasks'], log: readonly Change[]): Generator<string> {
  const fold = new Fold(log);
  const seen = tasks.flatMap(({ id, at, task }) =>
    at !== 'any time' && 'seq' in at ? [{ id, seq: at.seq, task }] : [],
  );
  for (const { id, seq, task } of seen.toSorted((one, other) => one.seq - other.seq)) {
    const there = fold.to(seq).get(id) ?? null;
    if (!same(task, there)) yield `${id} at seq ${seq}: ${JSON.stringify(task)} instead of ${JSON.stringify(there)}`;
  }
}

function listed(tasks: Map<string, Task>, { completed, limit }: ListSeen): Task[] {
  const wanted = [...tasks.values()].filter((task) => completed === undefined || task.completed === completed);
  return newestFirst(wanted).slice(0, limit);
}

/** Where a list is not what it must be, in words. */
function firstDifference(list: readonly unknown[], must: readonly unknown[]): string | undefined {
  const length = Math.max(list.length, must.length);
  for (let index = 0; index < length; index++) {
    if (same(list[index], must[index])) continue;
    const [found, wanted] = [list[index], must[index]].map((item) => JSON.stringify(item) ?? 'nothing');
    return `${found} instead of ${wanted} as number ${index + 1} (${list.length} of ${must.length})`;
  }
  return undefined;
}
