import type { Flip } from '../../domain/changes/filtered-change.ts';
import type { Filter } from '../../domain/filter/filter.ts';
import { matches } from '../../domain/filter/matches.ts';
import { dependsOnTime, nextFlip } from '../../domain/filter/next-flip.ts';
import type { TaskId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Task } from '../../domain/tasks/task.ts';

interface Entry {
  readonly at: Instant;
  readonly task: Task;
}

/** The heap is compacted when its outdated entries outnumber its current entries by this number. */
const SLACK = 100;

/** A schedule of the times at which tasks will start or stop matching a filter without being changed. */
export class FlipSchedule {
  readonly #filter: Filter;
  readonly #zone: string;
  readonly #dependsOnTime: boolean;
  /** A binary heap of entries, the earliest first. An entry is outdated if it is not in `#current`. */
  #heap: Entry[] = [];
  readonly #current = new Map<TaskId, Entry>();

  constructor(filter: Filter, zone: string) {
    this.#filter = filter;
    this.#zone = zone;
    this.#dependsOnTime = dependsOnTime(filter);
  }

  /** The time at which a task next starts or stops matching; undefined if none will. */
  get next(): Instant | undefined {
    for (let [first] = this.#heap; first !== undefined; [first] = this.#heap) {
      if (this.#current.get(first.task.id) === first) return first.at;
      this.#pop();
    }
    return undefined;
  }

  /** Schedules the next time after `now` at which a task starts or stops matching. Replaces the task's former entry. */
  add(task: Task, now: Instant): void {
    this.remove(task.id);
    if (!this.#dependsOnTime) return;
    const at = nextFlip(this.#filter, task, { now, zone: this.#zone });
    if (at === undefined) return;
    const entry = { at, task };
    this.#current.set(task.id, entry);
    if (this.#heap.length > 2 * this.#current.size + SLACK) this.#compact();
    else this.#push(entry);
  }

  remove(id: TaskId): void {
    this.#current.delete(id);
  }

  /** Removes and returns the flips until `now`, the earliest first. Schedules the next flip of each of their tasks. */
  takeUntil(now: Instant): Flip[] {
    const flips: Flip[] = [];
    for (let { next } = this; next !== undefined && next <= now; next = this.next) {
      const { at, task } = this.#pop();
      const isMatch = matches(this.#filter, task, { now: at, zone: this.#zone });
      flips.push({ at, task, match: isMatch ? 'entered' : 'left' });
      this.add(task, at);
    }
    return flips;
  }

  /** Drops the outdated entries. A sorted array is a valid heap. */
  #compact(): void {
    this.#heap = [...this.#current.values()].sort((one, other) => one.at - other.at);
  }

  #push(entry: Entry): void {
    let index = this.#heap.push(entry) - 1;
    for (let parent = (index - 1) >> 1; index > 0 && this.#at(parent) > entry.at; parent = (index - 1) >> 1) {
      this.#heap[index] = this.#heap[parent] as Entry;
      index = parent;
    }
    this.#heap[index] = entry;
  }

  #pop(): Entry {
    const first = this.#heap[0] as Entry;
    const last = this.#heap.pop() as Entry;
    if (this.#heap.length === 0) return first;
    let index = 0;
    for (let child = 1; child < this.#heap.length; child = 2 * index + 1) {
      if (this.#at(child + 1) < this.#at(child)) child++;
      if (this.#at(child) >= last.at) break;
      this.#heap[index] = this.#heap[child] as Entry;
      index = child;
    }
    this.#heap[index] = last;
    return first;
  }

  #at(index: number): number {
    return this.#heap[index]?.at ?? Number.POSITIVE_INFINITY;
  }
}
