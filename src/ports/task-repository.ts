import type { Author } from '../domain/changes/author.ts';
import type { Change, ChangeKind, Seq, TaskState } from '../domain/changes/change.ts';
import type { TaskId, UserId } from '../domain/identity.ts';
import type { Instant } from '../domain/instant.ts';
import type { ListPosition } from '../domain/tasks/list-position.ts';
import type { Task, TaskCommand } from '../domain/tasks/task.ts';

export interface TaskQuery {
  /** True selects completed tasks, false selects open tasks; absent selects both. */
  readonly completed?: boolean;
  /** The page starts after this position in the list, even if the task at this position was deleted. */
  readonly after?: ListPosition;
  /** The number of tasks to skip. */
  readonly offset: number;
  readonly limit: number;
  /** If given, the list is returned as it was right after this change, otherwise as it is now. */
  readonly asOf?: Seq;
}

/** A page of a list of tasks, and the `seq` of the last change that the list includes. */
export interface TaskList {
  readonly tasks: readonly Task[];
  readonly seq: Seq;
}

export interface ChangeQuery {
  /** Only changes with a `seq` greater than this are returned. */
  readonly since: Seq;
  readonly limit: number;
  /** If given, only the changes of this task are returned. */
  readonly of?: TaskId;
}

/** Changes in the order of the log, and the `seq` of the last change of the whole log. */
export interface ChangeList {
  readonly changes: Change[];
  readonly last: Seq;
}

/** A client's unique name for a request, which makes a retry safe, and a digest of the request. */
export interface IdempotencyKey {
  readonly name: string;
  readonly fingerprint: string;
}

/** The author and the idempotency key of a write. */
export interface WriteContext {
  /** The author, whom the log names in each entry of this write. */
  readonly author: Author;
  readonly key?: IdempotencyKey | undefined;
}

/** Returns a task's next state. `found` is the current state, undefined for an unused id; `seq` is its last change. */
export type Transition = (found: TaskState | undefined, seq: Seq) => TaskState;

export interface WriteResult {
  /** The `seq` of the change that made the state `after`. */
  readonly seq: Seq;
  /** `unchanged` if the transition returned the state `found` itself. The log then gets no new change. */
  readonly kind: ChangeKind | 'unchanged';
  readonly after: TaskState;
  /**
   * The author of the change. Null if the write changed nothing, if the change was purged, or if it was made before
   * authors were stored.
   */
  readonly author: Author | null;
  /** True if this result was stored by an earlier write with the same idempotency key. */
  readonly replayed: boolean;
}

/** The result of one step of an operation: the state after the step, and the change that made it. */
export type StepResult = Omit<WriteResult, 'replayed'>;

/** Several changes of one owner's tasks in one transaction: all of them take effect, or none. */
export interface Operation extends WriteContext {
  /**
   * The steps, in the order in which they run. A step starts from the state that the earlier steps lead to, and may
   * name the same task as an earlier step. Its `change` gets the `seq` of the task's last change before the operation.
   */
  readonly steps: readonly { readonly id: TaskId; readonly change: Transition }[];
  /**
   * Returns the reply to the client. The store keeps the reply with the idempotency key, so that a retry gets it again.
   *
   * @param operation the `seq` of the operation's first change; null if no step has changed anything
   */
  report(results: readonly StepResult[], operation: Seq | null): string;
}

export interface OperationResult {
  readonly report: string;
  /** The `seq` of the operation's last change, or of the log's last change if the operation has changed nothing. */
  readonly seq: Seq;
  /** True if this result was stored by an earlier operation with the same idempotency key. */
  readonly replayed: boolean;
}

/** The times before which a purge deletes records. */
export interface Expiry {
  /** Changes made before this time are deleted. */
  readonly changes: Instant;
  /** Idempotency keys first used before this time are deleted. */
  readonly keys: Instant;
}

/**
 * Stores tasks, and a log of all changes for each owner. A task of another owner is treated as missing.
 *
 * A write atomically stores the task, the next change of its owner's log, and the idempotency key, if there is one. The
 * write is durable when its promise resolves. A write whose key is already stored changes nothing, and resolves with
 * the result of the first write.
 *
 * @throws StoreError from every method, if the store is unavailable, overloaded, too slow or full
 */
export abstract class TaskRepository {
  /** @throws SeqGone if the log does not reach back to `asOf` */
  abstract find(owner: UserId, id: TaskId, asOf?: Seq): Promise<Task | undefined>;

  /**
   * Returns a page of a list. An unchanged page may be the same array as before, so callers must not change the array.
   *
   * @throws SeqGone if the log does not reach back to `asOf`
   */
  abstract list(owner: UserId, query: TaskQuery): Promise<TaskList>;

  /** Returns the `seq` of the last change in an owner's log. */
  abstract lastSeq(owner: UserId): Promise<Seq>;

  /** @throws SeqGone if changes after `since` may have been purged, or if `since` is after the last change */
  abstract changes(owner: UserId, query: ChangeQuery): Promise<ChangeList>;

  /**
   * Stores a new task, whose id must never have been used.
   *
   * @throws IdempotencyKeyReused if the key was used for another request
   */
  abstract add(task: Task, context: WriteContext): Promise<WriteResult>;

  /**
   * Reads a task's state, passes it to `change`, and writes the state that `change` returns.
   *
   * @param change must be a pure function: it runs again if the state was stale. It returns the next version of the
   *   task, or the given state if nothing changes. If it throws, nothing is written, and its error is thrown.
   * @param command what `change` does, if it has no other condition than that the task exists. A store may then run the
   *   command itself, without reading the task first.
   * @throws IdempotencyKeyReused if the key was used for another request
   */
  abstract change(
    owner: UserId,
    id: TaskId,
    change: Transition,
    context: WriteContext,
    command?: TaskCommand,
  ): Promise<WriteResult>;

  /**
   * Writes all steps of an operation, or none. The log has no change of another write between the changes of an
   * operation. If a step throws, nothing is written, and its error is thrown.
   *
   * @throws IdempotencyKeyReused if the key was used for another request
   */
  abstract changeAll(owner: UserId, operation: Operation): Promise<OperationResult>;

  /**
   * Returns the result of the earlier write or operation with this idempotency key, or undefined if there was none.
   *
   * @throws IdempotencyKeyReused if the key was used for another request
   */
  abstract findReplay(owner: UserId, key: IdempotencyKey): Promise<WriteResult | OperationResult | undefined>;

  /**
   * Deletes the expired changes and idempotency keys of the next few owners after `cursor`. Deletes the oldest changes
   * of a log first, so that no log ever has a gap.
   *
   * @returns the cursor for the next call, or undefined after the last owner
   */
  abstract purge(expiry: Expiry, cursor: UserId | undefined): Promise<UserId | undefined>;
}
