import type { Change, Task } from '../support/wire.ts';
import type { Write } from './ledger.ts';

/** A list, or the first page of one, as a server answered it for a seq. */
export interface ListSeen {
  readonly what: string;
  readonly seq: number;
  readonly completed: boolean | undefined;
  readonly limit: number;
  readonly tasks: readonly Task[];
}

/** A task as a server answered it, at a version or a seq; a null task stands for a 404. */
export interface TaskSeen {
  readonly id: string;
  readonly at: { readonly version: number } | { readonly seq: number } | 'any time';
  readonly task: Task | null;
}

/** A copy of a user's tasks, built by a client that reads nothing but the feed. */
export interface Copy {
  readonly name: string;
  readonly changes: readonly Change[];
  readonly tasks: readonly Task[];
  /** The list of the server as of the last of these changes. */
  readonly served: readonly Task[];
  /** The last seq of the log when the last write was done: the copy must have reached it. */
  readonly head: number;
}

export interface HistorySeen {
  readonly id: string;
  readonly changes: readonly Change[];
}

/** All that is known of one user at the end: the log, the writes, and the observations of clients. */
export interface Evidence {
  readonly user: string;
  readonly log: readonly Change[];
  readonly writes: readonly Write[];
  readonly copies: readonly Copy[];
  readonly lists: readonly ListSeen[];
  readonly tasks: readonly TaskSeen[];
  readonly histories: readonly HistorySeen[];
}
