import type { Seq, TaskState } from '../../../domain/changes/change.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import type { TaskCommand } from '../../../domain/tasks/task.ts';
import type { StoreError } from '../../../ports/store-lifecycle.ts';
import type { IdempotencyKey, Transition, WriteResult } from '../../../ports/task-repository.ts';
import type { CachedTask } from '../tasks/task-cache.ts';

export interface WriteRequest {
  readonly owner: UserId;
  readonly id: TaskId;
  readonly change: Transition;
  readonly key: IdempotencyKey | undefined;
  /** The same as `change` for a task that is there, if that can be said without having seen it. */
  readonly verb?: TaskCommand | undefined;
  /** What was seen of the task when this was asked for; it may be out of date. */
  readonly seen?: CachedTask | undefined;
  /** Whether the id was never used, so that there is nothing to find under it. */
  readonly isNew: boolean;
  /** When it was asked for, on the clock of `performance.now()`. */
  readonly since: number;
}

/** One write, and who waits for it. */
export interface QueuedWrite extends WriteRequest {
  /** In the order of arrival. */
  readonly number: number;
  /** How often it was tried that others got ahead of, and how often the connection was lost. */
  conflicts: number;
  connectionLosses: number;
  /** What it was to be each time that the connection was lost while it was done: it may have come to be that. */
  readonly maybeCommitted: MaybeCommitted[];
  /** Why it was not done, or is not known to be, when it was last tried. */
  failure?: StoreError;
  resolve(outcome: WriteResult): void;
  reject(error: unknown): void;
}

/** What came of a write; undefined if its task was not as it was thought to be, and nothing was done. */
export interface Result {
  readonly write: QueuedWrite;
  readonly outcome: WriteResult | undefined;
}

/** A change that may have been committed when its connection was lost. */
interface MaybeCommitted {
  /** The entry of the log to look for. Of a blind write, only its earliest time is known. */
  readonly entry: {
    readonly user_id: string;
    readonly task_id: string;
    readonly at: string;
    readonly version?: number;
    readonly kind?: string;
  };
  /** The result of the write, unless it was blind. */
  readonly result?: Pick<WriteResult, 'kind' | 'after'>;
}

/** What a write begins with: what was found, or what is to be done without a look. */
export type BaseState = LoadedState | Unseen;

interface Unseen {
  readonly verb: TaskCommand;
}

export interface LoadedState {
  readonly state: TaskState | undefined;
  /** The change that made the state what it is. */
  readonly seq: Seq;
  /** What the write's key was kept with, if it was. */
  readonly fingerprint: string | undefined;
  /** Whether the database was asked just now; else it is what there was when it was last seen. */
  readonly isFresh: boolean;
  /** The change that an earlier try seems to have made, though nobody has heard of it. */
  readonly recovered?: RecoveredWrite | undefined;
}

/** A change that was found in the log after its connection was lost. */
export interface RecoveredWrite {
  readonly result: MaybeCommitted['result'];
  readonly seq: Seq;
}
