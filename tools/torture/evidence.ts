import type { Change, Task } from '../support/wire.ts';
import type { Write } from './ledger.ts';
import type { Conditions } from './requests/conditions.ts';

/** A task list, or the first page of one, that a server returned with its `seq`. */
export interface ListSeen {
  readonly what: string;
  readonly seq: number;
  /** The filter of the list; an empty object for a list of all tasks. */
  readonly conditions: Conditions;
  readonly limit: number;
  readonly tasks: readonly Task[];
}

/** A task that a server returned, at a version or as of a `seq`; the task is null if the response was a 404. */
export interface TaskSeen {
  readonly id: string;
  readonly at: { readonly version: number } | { readonly seq: number } | 'any time';
  readonly task: Task | null;
}

/** A follower's copy of a user's tasks, built only from the change feed. */
export interface Copy {
  readonly name: string;
  readonly changes: readonly Change[];
  readonly tasks: readonly Task[];
  /** The server's task list as of the last change in `changes`. */
  readonly served: readonly Task[];
  /** The last `seq` of the log after all writes, up to which the copy must have all changes. */
  readonly head: number;
}

export interface HistorySeen {
  readonly id: string;
  readonly changes: readonly Change[];
}

/** All data about one user that the checks use: the change log, the writes, and what clients observed. */
export interface Evidence {
  readonly user: string;
  readonly log: readonly Change[];
  readonly writes: readonly Write[];
  readonly copies: readonly Copy[];
  readonly lists: readonly ListSeen[];
  readonly tasks: readonly TaskSeen[];
  readonly histories: readonly HistorySeen[];
}
