import type { TaskId, UserId } from '../domain/identity.ts';
import type { Instant } from '../domain/instant.ts';
import type { Task } from '../domain/task.ts';

/** Where a task stands in its owner's list: newest first by `createdAt`, ties broken by `id`. A total order. */
export interface Position {
  readonly createdAt: Instant;
  readonly id: TaskId;
}

export interface TaskQuery {
  /** Only completed or only open tasks; both when absent. */
  readonly completed?: boolean;
  /** Begin behind this position, whether or not a task still stands there. */
  readonly after?: Position;
  /** How many tasks to pass over from there. */
  readonly offset: number;
  readonly limit: number;
}

/**
 * Keeps tasks. Every method takes the owner: someone else's task is a missing one.
 *
 * @throws StoreError from every method, when the store cannot answer
 */
export abstract class TaskRepository {
  /** Keeps a new task, for good once this resolves. */
  abstract add(task: Task): Promise<void>;

  abstract find(owner: UserId, id: TaskId): Promise<Task | undefined>;

  abstract list(owner: UserId, query: TaskQuery): Promise<Task[]>;

  /**
   * Reads a task, changes it and writes it back as one atomic step, and returns what was written; undefined if there
   * is no such task. `change` must be pure, as it may run again on fresher data; what it throws is thrown, and
   * nothing is written. It leaves `id`, `userId` and `createdAt` alone.
   */
  abstract update(owner: UserId, id: TaskId, change: (task: Task) => Task): Promise<Task | undefined>;

  /** Returns whether there was such a task. */
  abstract remove(owner: UserId, id: TaskId): Promise<boolean>;
}
