import type { Seq } from '../../domain/changes/change.ts';
import type { Filter } from '../../domain/filter/filter.ts';
import { matcher } from '../../domain/filter/matches.ts';
import { dependsOnTime, earliestCandidate } from '../../domain/filter/next-flip.ts';
import { comparator, type Sort, sorted } from '../../domain/filter/sort.ts';
import { type Instant, instant } from '../../domain/instant.ts';
import { partitionPoint } from '../../domain/partition-point.ts';
import type { Task } from '../../domain/tasks/task.ts';
import type { OwnerTasks, Step } from './owner-tasks.ts';
import { inTimeSlices } from './time-slices.ts';

/** A query for tasks of an owner: a filter, a sort order, and the time zone of both. */
export interface Selection {
  /** The filter; undefined selects all tasks. */
  readonly filter: Filter | undefined;
  readonly sort: Sort;
  /** The time zone of `today` and of floating dates. */
  readonly zone: string;
}

/** The matching tasks in order, as they are after the change `seq` of the owner's log. */
interface Selected {
  readonly tasks: readonly Task[];
  readonly seq: Seq;
}

/** A cached result. It is valid from the time `from` until before `until`. */
interface CachedSelected extends Selected {
  readonly from: Instant;
  readonly until: number;
}

/** The maximum number of results that are cached for one owner. */
const MAX_KEPT = 20;
/** If more tasks than this were changed, a cached result is not updated, but computed again from all tasks. */
const MAX_CHANGED = 500;

const results = new WeakMap<OwnerTasks, Map<string, CachedSelected>>();

/**
 * Returns the matching tasks in order. Caches the result, so that the next call only applies later changes to it.
 *
 * The `seq` in the result may be lower than that of `owner`, to which other requests apply changes meanwhile.
 */
export async function select(owner: OwnerTasks, selection: Selection, now: Instant): Promise<Selected> {
  const kept = results.get(owner) ?? new Map<string, CachedSelected>();
  results.set(owner, kept);
  const { filter, sort, zone } = selection;
  const key = JSON.stringify([filter, sort, zone]);
  const last = kept.get(key);
  // The second page of a list is evaluated at the time of its first page. Its result must not replace a newer result.
  if (last !== undefined && now < last.from) return make(owner, selection, now);
  let selected = last && now < last.until ? update(last, owner, selection, now) : undefined;
  // Changes that arrive while a result is computed are applied to that result.
  while (selected === undefined) selected = update(await make(owner, selection, now), owner, selection, now);
  kept.delete(key);
  kept.set(key, selected);
  if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value as string);
  return selected;
}

/** Returns the tasks that match the filter, in order. */
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

async function make(owner: OwnerTasks, selection: Selection, now: Instant): Promise<CachedSelected> {
  const { seq } = owner;
  const all = [...owner.all()];
  const until = await earliestFlip(all, selection, now);
  return { tasks: await selectFrom(all, selection, now), seq, from: startOf(selection, now), until };
}

/** Returns a cached result with later changes applied; undefined if there are too many changes to apply. */
function update(
  last: CachedSelected,
  owner: OwnerTasks,
  selection: Selection,
  now: Instant,
): CachedSelected | undefined {
  if (last.seq === owner.seq) return last;
  const steps = owner.since(last.seq);
  if (steps === undefined || steps.length > MAX_CHANGED) return undefined;
  const flipOf = flipBound(selection, now);
  const until = steps.reduce(
    (earliest, { after }) => (after ? Math.min(earliest, flipOf(after)) : earliest),
    last.until,
  );
  return { tasks: replaced(last.tasks, steps, selection, now), seq: owner.seq, from: startOf(selection, now), until };
}

/**
 * Returns the time from which a result that was computed at `now` is valid: at an earlier time, another task may have
 * matched. A result that does not depend on time is always valid.
 */
function startOf(selection: Selection, now: Instant): Instant {
  return timedFilter(selection) === undefined ? instant(0) : now;
}

/** Applies changes to a copy of an ordered list of tasks. The given list may still be in use by other requests. */
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

/** Returns the number of tasks in an ordered list that come before `task`. */
function place(tasks: readonly Task[], task: Task, compare: (a: Task, b: Task) => number): number {
  return partitionPoint(tasks, (other) => compare(other, task) < 0);
}

/** Returns a time before which none of the tasks starts or stops matching unless it is changed. */
async function earliestFlip(tasks: readonly Task[], selection: Selection, now: Instant): Promise<number> {
  let earliest = Number.POSITIVE_INFINITY;
  if (timedFilter(selection) === undefined) return earliest;
  const flipOf = flipBound(selection, now);
  await inTimeSlices(tasks, (task) => {
    earliest = Math.min(earliest, flipOf(task));
  });
  return earliest;
}

/** Returns a function: given a task, it returns a time before which the task does not start or stop matching. */
function flipBound(selection: Selection, now: Instant): (task: Task) => number {
  const filter = timedFilter(selection);
  if (filter === undefined) return () => Number.POSITIVE_INFINITY;
  return earliestCandidate(filter, { now, zone: selection.zone });
}

/** Returns the filter if time alone can change what it matches; otherwise undefined. */
function timedFilter({ filter }: Selection): Filter | undefined {
  return filter !== undefined && dependsOnTime(filter) ? filter : undefined;
}
