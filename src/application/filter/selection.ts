import type { Seq } from '../../domain/changes/change.ts';
import type { Filter } from '../../domain/filter/filter.ts';
import { matcher } from '../../domain/filter/matches.ts';
import { dependsOnTime, earliestCandidate } from '../../domain/filter/next-flip.ts';
import { comparator, type Sort, sorted } from '../../domain/filter/sort.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Task } from '../../domain/tasks/task.ts';
import type { OwnerTasks, Step } from './owner-tasks.ts';
import { inTimeSlices } from './time-slices.ts';

/** Which tasks of an owner, and in which order. */
export interface Selection {
  /** All tasks if undefined. */
  readonly filter: Filter | undefined;
  readonly sort: Sort;
  /** The time zone of `today` and of floating dates. */
  readonly zone: string;
}

/** Selected tasks in order. The result holds as of a change, and from one moment until before another. */
interface Selected {
  readonly tasks: readonly Task[];
  readonly seq: Seq;
  readonly from: Instant;
  readonly until: number;
}

/** How many selections of an owner are kept. */
const MAX_KEPT = 20;
/** After more changed tasks than this, a selection is made anew. */
const MAX_CHANGED = 500;

const results = new WeakMap<OwnerTasks, Map<string, Selected>>();

/** Returns the selected tasks in order. The result is kept, so that the next call costs what has changed since. */
export async function select(owner: OwnerTasks, selection: Selection, now: Instant): Promise<readonly Task[]> {
  const kept = results.get(owner) ?? new Map<string, Selected>();
  results.set(owner, kept);
  const key = JSON.stringify(selection);
  const last = kept.get(key);
  // A later page of a list asks for the moment of its first page, which must not replace a later result.
  if (last !== undefined && now < last.from) return selectFrom([...owner.all()], selection, now);
  let selected = last && now < last.until ? update(last, owner, selection, now) : undefined;
  // Changes may be applied while a selection is made, and then bring it up to date.
  while (selected === undefined) selected = update(await make(owner, selection, now), owner, selection, now);
  kept.delete(key);
  kept.set(key, selected);
  if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value as string);
  return selected.tasks;
}

/** Returns the selected ones of some tasks in order. */
export async function selectFrom(
  tasks: readonly Task[],
  { filter, sort, zone }: Selection,
  now: Instant,
): Promise<readonly Task[]> {
  if (filter === undefined) return sorted(tasks, sort, zone);
  const matches = matcher(filter, { now, zone });
  const matching: Task[] = [];
  await inTimeSlices(tasks, (task) => {
    if (matches(task)) matching.push(task);
  });
  return sorted(matching, sort, zone);
}

async function make(owner: OwnerTasks, selection: Selection, now: Instant): Promise<Selected> {
  const { seq } = owner;
  const all = [...owner.all()];
  const until = await earliestFlip(all, selection, now);
  return { tasks: await selectFrom(all, selection, now), seq, from: now, until };
}

/** Returns a result with the changes since; undefined if they are too many or too long ago. */
function update(last: Selected, owner: OwnerTasks, selection: Selection, now: Instant): Selected | undefined {
  if (last.seq === owner.seq) return last;
  const steps = owner.since(last.seq);
  if (steps === undefined || steps.length > MAX_CHANGED) return undefined;
  const flipOf = flipBound(selection, now);
  const until = steps.reduce(
    (earliest, { after }) => (after ? Math.min(earliest, flipOf(after)) : earliest),
    last.until,
  );
  // The changed tasks are judged at this moment, and may not have matched before.
  return { tasks: replaced(last.tasks, steps, selection, now), seq: owner.seq, from: now, until };
}

/** Returns ordered tasks after some steps. The tasks given stay as they are: the pages of a list may still use them. */
function replaced(tasks: readonly Task[], steps: readonly Step[], selection: Selection, now: Instant): readonly Task[] {
  const { filter, sort, zone } = selection;
  const compare = comparator(sort, zone);
  const matches = filter === undefined ? () => true : matcher(filter, { now, zone });
  const result = [...tasks];
  for (const { before, after } of steps) {
    const old = before === undefined ? undefined : place(result, before, compare);
    if (old !== undefined && result[old] === before) result.splice(old, 1);
    if (after !== undefined && matches(after)) result.splice(place(result, after, compare), 0, after);
  }
  return result;
}

/** Returns how many tasks come before a task in an order, by bisection. */
function place(tasks: readonly Task[], task: Task, compare: (a: Task, b: Task) => number): number {
  let low = 0;
  let high = tasks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(tasks[middle] as Task, task) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Returns a moment before which time alone changes nothing for these tasks. */
async function earliestFlip(tasks: readonly Task[], selection: Selection, now: Instant): Promise<number> {
  let earliest = Number.POSITIVE_INFINITY;
  if (selection.filter === undefined || !dependsOnTime(selection.filter)) return earliest;
  const flipOf = flipBound(selection, now);
  await inTimeSlices(tasks, (task) => {
    earliest = Math.min(earliest, flipOf(task));
  });
  return earliest;
}

/** Returns a function that bounds the next flip of a task from below. */
function flipBound({ filter, zone }: Selection, now: Instant): (task: Task) => number {
  if (filter === undefined || !dependsOnTime(filter)) return () => Number.POSITIVE_INFINITY;
  return earliestCandidate(filter, { now, zone });
}
