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

/** The moments at which time alone will move tasks in or out of a filter. */
export class FlipSchedule {
  readonly #filter: Filter;
  readonly #zone: string;
  readonly #dependsOnTime: boolean;
  /** The latest first. An entry that is no longer its task's own is ignored. */
  readonly #entries: Entry[] = [];
  readonly #current = new Map<TaskId, Entry>();

  constructor(filter: Filter, zone: string) {
    this.#filter = filter;
    this.#zone = zone;
    this.#dependsOnTime = dependsOnTime(filter);
  }

  /** The moment of the next flip, if there will be one. */
  get next(): Instant | undefined {
    for (let last = this.#entries.at(-1); last !== undefined; last = this.#entries.at(-1)) {
      if (this.#current.get(last.task.id) === last) return last.at;
      this.#entries.pop();
    }
    return undefined;
  }

  /** Schedules the next flip of a task after a moment, in place of an earlier state's. */
  add(task: Task, now: Instant): void {
    this.remove(task.id);
    if (!this.#dependsOnTime) return;
    const at = nextFlip(this.#filter, task, { now, zone: this.#zone });
    if (at === undefined) return;
    const entry = { at, task };
    this.#current.set(task.id, entry);
    this.#entries.splice(this.#placeOf(at), 0, entry);
  }

  remove(id: TaskId): void {
    this.#current.delete(id);
  }

  /** Removes and returns the flips up to a moment, the earliest first. Schedules the next flips of their tasks. */
  takeUntil(now: Instant): Flip[] {
    const flips: Flip[] = [];
    for (let { next } = this; next !== undefined && next <= now; next = this.next) {
      const { at, task } = this.#entries.pop() as Entry;
      const isMatch = matches(this.#filter, task, { now: at, zone: this.#zone });
      flips.push({ at, task, match: isMatch ? 'entered' : 'left' });
      this.add(task, at);
    }
    return flips;
  }

  /** Returns how many entries are later than a moment, by bisection. */
  #placeOf(at: Instant): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle] as Entry).at > at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
