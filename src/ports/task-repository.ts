import type { Change, ChangeKind, Seq, TaskState } from '../domain/changes/change.ts';
import type { TaskId, UserId } from '../domain/identity.ts';
import type { Instant } from '../domain/instant.ts';
import type { ListPosition } from '../domain/tasks/list-position.ts';
import type { Task } from '../domain/tasks/task.ts';

export interface TaskQuery {
  /** Only completed or only open tasks; both when absent. */
  readonly completed?: boolean;
  /** Start after this position, even if no task has it any more. */
  readonly after?: ListPosition;
  /** The number of tasks to skip. */
  readonly offset: number;
  readonly limit: number;
  /** Read the list as it was after this change; as it is now when absent. */
  readonly asOf?: Seq;
}

/** A page of a list, and the last change that it includes. */
export interface TaskList {
  readonly tasks: readonly Task[];
  readonly seq: Seq;
}

export interface ChangeQuery {
  /** Only changes after this one. */
  readonly since: Seq;
  readonly limit: number;
  /** Only changes of this task. */
  readonly of?: TaskId;
}

/** Changes in the order of the log, and the last change of the whole log. */
export interface ChangeList {
  readonly changes: Change[];
  readonly last: Seq;
}

/** The client's name for a request, which makes a retry safe, and a digest of that request. */
export interface IdempotencyKey {
  readonly name: string;
  readonly fingerprint: string;
}

/** Returns the next state from the current one, which change `seq` made; `found` is undefined for an unused id. */
export type Transition = (found: TaskState | undefined, seq: Seq) => TaskState;

export interface WriteResult {
  /** The change that made `after`. */
  readonly seq: Seq;
  /** `unchanged` if the transition returned the state it was given: the log then has no new change. */
  readonly kind: ChangeKind | 'unchanged';
  readonly after: TaskState;
  /** True if an earlier write with the same key made this result. */
  readonly replayed: boolean;
}

/** The bounds of a purge. */
export interface Expiry {
  /** Changes made before this expire. */
  readonly changes: Instant;
  /** Idempotency keys first used before this expire. */
  readonly keys: Instant;
}

/**
 * Stores tasks, and a log of all changes for each owner. Another owner's task is a missing task.
 *
 * A write is one atomic step, durable once it resolves: the task, the next change of its owner's log, and the idempotency
 * key, if the write has one. A write whose key is stored already does nothing and resolves with the first result.
 *
 * @throws StoreError from every method, when the store cannot answer
 */
export abstract class TaskRepository {
  /** @throws SeqGone if the log does not reach back to `asOf` */
  abstract find(owner: UserId, id: TaskId, asOf?: Seq): Promise<Task | undefined>;

  /** @throws SeqGone if the log does not reach back to `asOf` */
  abstract list(owner: UserId, query: TaskQuery): Promise<TaskList>;

  /** Returns the last change of an owner's log. */
  abstract lastSeq(owner: UserId): Promise<Seq>;

  /** @throws SeqGone if changes after `since` may have been purged, or if `since` is after the last change */
  abstract changes(owner: UserId, query: ChangeQuery): Promise<ChangeList>;

  /**
   * Stores a new task, under an id that was never used.
   *
   * @throws IdempotencyKeyReused
   */
  abstract add(task: Task, key?: IdempotencyKey): Promise<WriteResult>;

  /**
   * Reads a state, changes it and writes it back.
   *
   * @param change must be pure: it runs again if the state was stale. It returns the next version, or the state it was
   *   given if nothing changes. Nothing is written if it throws, and its error is thrown.
   * @throws IdempotencyKeyReused
   */
  abstract change(owner: UserId, id: TaskId, change: Transition, key?: IdempotencyKey): Promise<WriteResult>;

  /**
   * Returns the result of the write that had this key, if one had.
   *
   * @throws IdempotencyKeyReused
   */
  abstract findReplay(owner: UserId, key: IdempotencyKey): Promise<WriteResult | undefined>;

  /**
   * Deletes the expired records of some owners after `cursor`, always the oldest changes first, so that no log has a gap.
   *
   * @returns the cursor of the next call, or undefined after the last owner
   */
  abstract purge(expiry: Expiry, cursor: UserId | undefined): Promise<UserId | undefined>;
}
