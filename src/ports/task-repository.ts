import type { Change, ChangeKind, Seq, TaskState } from '../domain/changes/change.ts';
import type { TaskId, UserId } from '../domain/identity.ts';
import type { Instant } from '../domain/instant.ts';
import type { Task, TaskCommand } from '../domain/tasks/task.ts';

/** Where a task stands in its owner's list: newest first by `createdAt`, ties broken by `id`. A total order. */
export interface KeysetPosition {
  readonly createdAt: Instant;
  readonly id: TaskId;
}

export interface TaskQuery {
  /** Only completed or only open tasks; both when absent. */
  readonly completed?: boolean;
  /** Begin behind this position, whether or not a task still stands there. */
  readonly after?: KeysetPosition;
  /** How many tasks to pass over from there. */
  readonly offset: number;
  readonly limit: number;
  /** As it was after this change; as it is now when absent. */
  readonly asOf?: Seq;
}

/** Tasks, and the change of their owner's log that they were read after. */
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

/** Changes in the order of the log, and its last, whether or not it is among them. */
export interface ChangeList {
  readonly changes: Change[];
  readonly last: Seq;
}

/** What a client calls a request so that it can send it again, and a digest of what the request is. */
export interface IdempotencyKey {
  readonly name: string;
  readonly fingerprint: string;
}

/** From what there is under an id, and the change that made it so, to what there shall be. */
export type Transition = (found: TaskState | undefined, seq: Seq) => TaskState;

/** What came of a write. */
export interface WriteResult {
  /** The change that made `after` what it is. */
  readonly seq: Seq;
  /** `unchanged` if there was nothing to change: then there is no change either. */
  readonly kind: ChangeKind | 'unchanged';
  readonly after: TaskState;
  /** Whether it is that of an earlier write with the same key, and nothing was done now. */
  readonly replayed: boolean;
}

/** Which records may be dropped. */
export interface Expiry {
  /** Changes that took effect before this. */
  readonly changes: Instant;
  /** Idempotency keys first seen before this. */
  readonly keys: Instant;
}

/**
 * Keeps tasks, and of each owner a log of all changes. Every method takes the owner: someone else's task is a missing one.
 *
 * A write is one atomic step, for good once it resolves: the task, the next entry of its owner's log, and the
 * idempotency key if there is one. A write whose key was kept before does nothing, and its outcome is that of the first.
 *
 * @throws StoreError from every method, when the store cannot answer
 */
export abstract class TaskRepository {
  abstract find(owner: UserId, id: TaskId, asOf?: Seq): Promise<Task | undefined>;

  /** @throws SeqGone if the log does not reach back to `asOf` */
  abstract list(owner: UserId, query: TaskQuery): Promise<TaskList>;

  /** The last change of an owner's log. */
  abstract lastSeq(owner: UserId): Promise<Seq>;

  /** @throws SeqGone if there may be changes after `since` that are kept no longer, or if `since` is still to come */
  abstract changes(owner: UserId, query: ChangeQuery): Promise<ChangeList>;

  /**
   * Keeps a new task, under an id that was never used.
   *
   * @throws IdempotencyKeyReused
   */
  abstract add(task: Task, key?: IdempotencyKey): Promise<WriteResult>;

  /**
   * Reads a task, changes it and writes it back. `change` gets what there is under the id, or that there was something,
   * or undefined, and the last change of that; what it returns is one version further, or the very same if there is
   * nothing to change. It must be pure, as it may run again on fresher data; what it throws is thrown, and nothing is
   * written.
   *
   * @param verb says the same, if that can be said without having seen the task: a store may then do that instead to a task
   *   that is there, at the moment of the write
   * @throws IdempotencyKeyReused
   */
  abstract change(
    owner: UserId,
    id: TaskId,
    change: Transition,
    key?: IdempotencyKey,
    verb?: TaskCommand,
  ): Promise<WriteResult>;

  /**
   * What came of the write that had this key, if there was one.
   *
   * @throws IdempotencyKeyReused
   */
  abstract findReplay(owner: UserId, key: IdempotencyKey): Promise<WriteResult | undefined>;

  /**
   * Drops what has expired, of some owners after `cursor`; always the oldest changes, so that no log ever has a gap.
   *
   * @returns where to go on, or undefined after the last
   */
  abstract forget(expiry: Expiry, cursor: UserId | undefined): Promise<UserId | undefined>;
}
