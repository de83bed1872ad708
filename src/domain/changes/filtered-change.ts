import type { Filter } from '../filter/filter.ts';
import { type Moment, matches } from '../filter/matches.ts';
import type { Instant } from '../instant.ts';
import { Task } from '../tasks/task.ts';
import type { Change, TaskState } from './change.ts';

/** How a change concerns a filter: the task came to match it, matches it as before, or no longer matches it. */
export type Match = 'entered' | 'changed' | 'left';

/** A change that concerns a filter. */
export interface FilteredChange {
  readonly change: Change;
  readonly match: Match;
}

/** A task that only the passing of time has moved in or out of a filter. */
export interface Flip {
  readonly at: Instant;
  readonly task: Task;
  readonly match: 'entered' | 'left';
}

/** Returns how a change concerns a filter at a moment; undefined if it does not. */
export function matchOf({ before, after }: Change, filter: Filter, moment: Moment): Match | undefined {
  const [was, is] = [before, after].map((state: TaskState | undefined) => {
    return state instanceof Task && matches(filter, state, moment);
  });
  if (is) return was ? 'changed' : 'entered';
  return was ? 'left' : undefined;
}
