import type { Seq, TaskState } from '../../../domain/changes/change.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { TaskCommand } from '../../../domain/tasks/task.ts';
import type { StoreError } from '../../../ports/store-lifecycle.ts';
import type { Transition, WriteContext, WriteResult } from '../../../ports/task-repository.ts';
import type { CachedTask } from '../tasks/task-cache.ts';

export interface WriteRequest extends WriteContext {
  readonly owner: UserId;
  readonly id: TaskId;
  readonly change: Transition;
  /** The state of the task, read when the write was requested. It may be stale. */
  readonly seen?: CachedTask | undefined;
  /** The same change as data, if the write may be unread (see `UnreadChange`). */
  readonly command?: TaskCommand | undefined;
  /** True if the write creates a task, so that there is no earlier state. */
  readonly isNew: boolean;
  /** The time of the request, by `performance.now()`. */
  readonly since: number;
}

/** A write in the queue. */
export interface QueuedWrite extends WriteRequest {
  /** The number of the write in the order of arrival. */
  readonly arrival: number;
  /** Removed when the write must start from a state that is known: from the cache, or read. */
  command?: TaskCommand | undefined;
  /** The number of attempts that failed because the base state was stale. */
  conflicts: number;
  connectionLosses: number;
  /** The changes of the attempts that lost their connection. One of these changes may have been committed. */
  readonly maybeCommitted: MaybeCommitted[];
  /** The error of the last attempt. */
  failure?: StoreError;
  resolve(result: WriteResult): void;
  reject(error: unknown): void;
}

/**
 * The result of one attempt at a write. `result` is undefined if nothing was written, because the optimistic lock failed,
 * or if there is an `error`.
 */
export interface TryResult {
  readonly write: QueuedWrite;
  readonly result: WriteResult | undefined;
  /** Set if the change was written, but the task's new state cannot be returned. */
  readonly error?: unknown;
}

/** A change whose connection was lost before the server's reply, so that it may have been committed. */
interface MaybeCommitted {
  /** The time of the change, which identifies it in the log: no two changes of a task have the same time. */
  readonly at: Instant;
  /** Undefined if the change was unread. */
  readonly result?: Pick<WriteResult, 'kind' | 'after' | 'author'>;
}

/** The state of a task that a write starts from. */
export interface BaseState {
  readonly state: TaskState | undefined;
  /** The `seq` of the change that led to this state. */
  readonly seq: Seq;
  /** The digest of the request that first used the write's idempotency key; undefined if no key is stored. */
  readonly fingerprint: string | undefined;
  /** True if the state was just read from the database. Otherwise it comes from the cache, and may be stale. */
  readonly isFresh: boolean;
  /** The change that an earlier attempt at this write has committed, if it was found in the log. */
  readonly recovered?: RecoveredWrite | undefined;
}

/** A change that was committed although its connection was lost. */
export interface RecoveredWrite {
  readonly result: MaybeCommitted['result'];
  readonly seq: Seq;
}
