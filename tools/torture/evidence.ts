import type { Change, Task } from '../support/wire.ts';
import type { Write } from './ledger.ts';

/** A list, or the first page of one, as it was told to be at a seq. */
export interface ListSeen {
  readonly what: string;
  readonly seq: number;
  readonly completed: boolean | undefined;
  /** How many of it were asked for at most. */
  readonly limit: number;
  readonly tasks: readonly Task[];
}

/** One task as it was told to be at a version or a seq; null if it was told not to be there, then or at any time. */
export interface TaskSeen {
  readonly id: string;
  readonly at: { readonly version: number } | { readonly seq: number } | 'any time';
  readonly task: Task | null;
}

/** What somebody made who knows nothing but the feed. */
export interface Copy {
  readonly name: string;
  readonly changes: readonly Change[];
  readonly tasks: readonly Task[];
  /** What the server says that there is after the last of these changes. */
  readonly served: readonly Task[];
  /** Where the log ended when the last write was done, and so what it must have come to. */
  readonly head: number;
}

export interface HistorySeen {
  readonly id: string;
  readonly changes: readonly Change[];
}

/** All that is known of one user at the end: the log, and what was seen besides. */
export interface Evidence {
  readonly user: string;
  readonly log: readonly Change[];
  readonly writes: readonly Write[];
  readonly copies: readonly Copy[];
  readonly lists: readonly ListSeen[];
  readonly tasks: readonly TaskSeen[];
  readonly histories: readonly HistorySeen[];
}
