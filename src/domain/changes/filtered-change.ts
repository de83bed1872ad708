import type { Filter } from '../filter/filter.ts';
import { type Moment, matches } from '../filter/matches.ts';
import type { Instant } from '../instant.ts';
import { Task } from '../tasks/task.ts';
import type { Change, TaskState } from './change.ts';

/** The effect of a change on a filter: the changed task newly matches, still matches, or no longer matches. */
export type Match = 'entered' | 'changed' | 'left';

/** A change of a task that matched a filter before the change, or matches the filter after it. */
export interface FilteredChange {
  readonly change: Change;
  readonly match: Match;
}

/** The moment at which time alone makes a task match a filter, or no longer match it. */
export interface Flip {
  readonly at: Instant;
  readonly task: Task;
  readonly match: 'entered' | 'left';
}

/** Returns the effect of a change on a filter; undefined if the task matches neither before nor after the change. */
export function matchOf({ before, after }: Change, filter: Filter, moment: Moment): Match | undefined {
  const [was, is] = [before, after].map((state: TaskState | undefined) => {
    return state instanceof Task && matches(filter, state, moment);
  });
  if (is) return was ? 'changed' : 'entered';
  return was ? 'left' : undefined;
}
