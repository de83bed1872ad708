import type { Seq, TaskState } from '../../../domain/changes/change.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import type { StoreError } from '../../../ports/store-lifecycle.ts';
import type { Transition, WriteContext, WriteResult } from '../../../ports/task-repository.ts';
import type { CachedTask } from '../tasks/task-cache.ts';

export interface WriteRequest extends WriteContext {
  readonly owner: UserId;
  readonly id: TaskId;
  readonly change: Transition;
  /** The state of the task when the write was requested; may be stale. */
  readonly seen?: CachedTask | undefined;
  /** True if the id was never used, so that there is no base state. */
  readonly isNew: boolean;
  /** The time of the request, on the clock of `performance.now()`. */
  readonly since: number;
}

/** A write in the queue. */
export interface QueuedWrite extends WriteRequest {
  /** The number of the write in the order of arrival. */
  readonly arrival: number;
  /** The numbers of tries that failed: because the base state was stale, and because the connection was lost. */
  conflicts: number;
  connectionLosses: number;
  /** The changes of the tries that lost their connection: one of these changes may have been committed. */
  readonly maybeCommitted: MaybeCommitted[];
  /** The error of the last try. */
  failure?: StoreError;
  resolve(result: WriteResult): void;
  reject(error: unknown): void;
}

/** The result of one try of a write. `result` is undefined if the base state was stale, so that nothing was written. */
export interface TryResult {
  readonly write: QueuedWrite;
  readonly result: WriteResult | undefined;
}

/** A change that may have been committed when its connection was lost. */
interface MaybeCommitted {
  /** The entry that the change has in the log, if it was committed. */
  readonly entry: {
    readonly user_id: string;
    readonly task_id: string;
    readonly version: number;
    readonly kind: string;
    readonly at: string;
  };
  readonly result: Pick<WriteResult, 'kind' | 'after' | 'author'>;
}

/** The state of a task that a write starts from. */
export interface BaseState {
  readonly state: TaskState | undefined;
  /** The seq of the change that made the state. */
  readonly seq: Seq;
  /** The digest of the request that first used the write's idempotency key; undefined if no key is stored. */
  readonly fingerprint: string | undefined;
  /** True if the state was just read from the database; else it comes from the cache, and may be stale. */
  readonly isFresh: boolean;
  /** The change of an earlier try of this write, if it was found in the log. */
  readonly recovered?: RecoveredWrite | undefined;
}

/** A change that was committed although its connection was lost. */
export interface RecoveredWrite {
  readonly result: MaybeCommitted['result'];
  readonly seq: Seq;
}
