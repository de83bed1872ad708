import type { Change, Task } from '../../../support/wire.ts';
import type { Answer, Write } from '../../ledger.ts';
import { type Conditions, filterText, matches } from '../../requests/conditions.ts';
import type { ChangeWindows } from './change-windows.ts';

/** The number of tasks that matched a filter at each `seq` of a log. */
export class MatchCounts {
  readonly #log: readonly Change[];
  readonly #windows: ChangeWindows;
  /** The match counts by filter text; the index in an array is the `seq`. */
  readonly #counts = new Map<string, Uint16Array>();

  constructor(log: readonly Change[], windows: ChangeWindows) {
    this.#log = log;
    this.#windows = windows;
  }

  /** Returns whether the write's filter can have matched `matched` tasks, at a `seq` up to `end`, when it ran. */
  mayHaveBeen(matched: number, { matching, known }: Write, answer: Answer, end = this.#log.length): boolean {
    const counts = this.#of(matching?.conditions ?? {});
    for (let seq = known; seq <= end; seq++) {
      const change = this.#log[seq - 1];
      if (seq > known && (change === undefined || !this.#windows.mayPrecede(change, answer))) return false;
      if (counts[seq] === matched) return true;
    }
    return false;
  }

  #of(conditions: Conditions): Uint16Array {
    const filter = filterText(conditions);
    const counts = this.#counts.get(filter) ?? countMatches(this.#log, conditions);
    this.#counts.set(filter, counts);
    return counts;
  }
}

function countMatches(log: readonly Change[], conditions: Conditions): Uint16Array {
  const counts = new Uint16Array(log.length + 1);
  const matching = new Set<string>();
  for (const [index, { task_id, task }] of log.entries()) {
    if (isMatch(task, conditions)) matching.add(task_id);
    else matching.delete(task_id);
    counts[index + 1] = matching.size;
  }
  return counts;
}

function isMatch(task: Task | null, conditions: Conditions): boolean {
  return task !== null && matches(task, conditions);
}
