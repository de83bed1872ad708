import type { Container } from 'inversify';
import { TaskCache } from '../../../src/adapters/postgres/tasks/task-cache.ts';
import type { Change, Seq, TaskState } from '../../../src/domain/changes/change.ts';
import type { TaskId } from '../../../src/domain/identity.ts';
import { instant } from '../../../src/domain/instant.ts';
import { Task, type TaskFields } from '../../../src/domain/tasks/task.ts';
import {
  type IdempotencyKey,
  type TaskQuery,
  TaskRepository,
  type WriteResult,
} from '../../../src/ports/task-repository.ts';
import type { StoreUnderTest } from '../../support/service/stores.ts';
import { SOMEONE } from '../../support/someone.ts';
import { someTask, someUser } from '../../support/tasks.ts';

/** The timestamp of the changes that tests make. */
export const NOW = instant(1_760_000_000_000);

/** A page large enough for every task of a test. */
export const ALL = { offset: 0, limit: 1000 };

export function seq(number: number): Seq {
  return number as Seq;
}

/** An owner of tasks in a store, with the repository calls that many tests make for that owner. */
export class TestOwner {
  id = someUser();
  readonly #container: () => Container;

  constructor(container: () => Container) {
    this.#container = container;
  }

  get tasks(): TaskRepository {
    return this.#container().get(TaskRepository);
  }

  /** Replaces the owner's id by a new one, which has no tasks and no changes. */
  renew(): void {
    this.id = someUser();
  }

  /** Returns another new owner in the same store. */
  stranger(): TestOwner {
    return new TestOwner(this.#container);
  }

  newTask(fields: Partial<TaskFields> = {}): Task {
    return someTask({ userId: this.id, ...fields });
  }

  async add(fields: Partial<TaskFields> = {}): Promise<Task> {
    const task = this.newTask(fields);
    await this.tasks.add(task, SOMEONE);
    return task;
  }

  find(id: TaskId, asOf?: Seq): Promise<Task | undefined> {
    return this.tasks.find(this.id, id, asOf);
  }

  async list(query: TaskQuery = ALL): Promise<readonly Task[]> {
    return (await this.tasks.list(this.id, query)).tasks;
  }

  /** Changes a task. Returns the new state, or undefined if the task does not exist. */
  async update(id: TaskId, change: (task: Task) => TaskState): Promise<TaskState | undefined> {
    const missing = new Error('missing');
    const result = this.tasks.change(
      this.id,
      id,
      (found) => {
        if (found instanceof Task) return change(found);
        throw missing;
      },
      SOMEONE,
    );
    const after = result.then(({ after }) => after);
    return after.catch((error) => (error === missing ? undefined : Promise.reject(error)));
  }

  toggle(id: TaskId, key?: IdempotencyKey): Promise<WriteResult> {
    return this.tasks.change(this.id, id, (found) => (found as Task).toggle(NOW), { ...SOMEONE, key });
  }

  /** Deletes a task. Returns false if the task does not exist. */
  async remove(id: TaskId): Promise<boolean> {
    return (await this.update(id, (task) => task.delete(NOW))) !== undefined;
  }

  lastSeq(): Promise<Seq> {
    return this.tasks.lastSeq(this.id);
  }

  /** Returns the owner's whole change log. */
  async log(): Promise<Change[]> {
    return (await this.tasks.changes(this.id, { since: seq(0), limit: 1000 })).changes;
  }

  /** Removes a task from the cache of the store, so that the next write reads the database. */
  uncache({ userId, id }: Task): void {
    const container = this.#container();
    if (container.isBound(TaskCache)) container.get(TaskCache).invalidate(userId, id);
  }
}

/** Returns an owner who gets a new id before each test of the suite. Skips the suite if the store is not available. */
export function newOwnerForEach(store: StoreUnderTest): TestOwner {
  let container: Container;
  const owner = new TestOwner(() => container);

  before(async function () {
    if (store.missing) this.skip();
    container = (await store.service()).container;
  });

  beforeEach(() => owner.renew());

  return owner;
}
