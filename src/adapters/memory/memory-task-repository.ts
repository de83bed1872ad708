import type { TaskId, UserId } from '../../domain/identity.ts';
import type { Task } from '../../domain/task.ts';
import type { Position, TaskQuery, TaskRepository } from '../../ports/task-repository.ts';

/**
 * Keeps tasks in this process's memory, and no longer than it lives. Every method does its work in one synchronous
 * step, which is what makes it atomic.
 */
export class MemoryTaskRepository implements TaskRepository {
  /** Each owner's tasks, oldest first. */
  readonly #tasks = new Map<UserId, Task[]>();
  readonly #byId = new Map<string, Task>();

  async add(task: Task): Promise<void> {
    if (this.#byId.has(key(task.userId, task.id))) throw new Error(`task ${task.id} exists already`);
    this.#byId.set(key(task.userId, task.id), task);
    const own = this.#own(task.userId);
    own.splice(countBefore(own, task), 0, task);
  }

  async find(owner: UserId, id: TaskId): Promise<Task | undefined> {
    return this.#byId.get(key(owner, id));
  }

  async list(owner: UserId, { completed, after, offset, limit }: TaskQuery): Promise<Task[]> {
    const own = this.#tasks.get(owner) ?? [];
    const page: Task[] = [];
    let skipped = 0;
    for (let i = after === undefined ? own.length : countBefore(own, after); i-- > 0 && page.length < limit; ) {
      const task = own[i] as Task;
      if (completed !== undefined && task.completed !== completed) continue;
      if (skipped < offset) skipped++;
      else page.push(task);
    }
    return page;
  }

  async update(owner: UserId, id: TaskId, change: (task: Task) => Task): Promise<Task | undefined> {
    const task = this.#byId.get(key(owner, id));
    if (task === undefined) return undefined;
    const changed = change(task);
    this.#byId.set(key(owner, id), changed);
    const own = this.#own(owner);
    own[countBefore(own, task)] = changed;
    return changed;
  }

  async remove(owner: UserId, id: TaskId): Promise<boolean> {
    const task = this.#byId.get(key(owner, id));
    if (task === undefined) return false;
    this.#byId.delete(key(owner, id));
    const own = this.#own(owner);
    own.splice(countBefore(own, task), 1);
    if (own.length === 0) this.#tasks.delete(owner);
    return true;
  }

  #own(owner: UserId): Task[] {
    const own = this.#tasks.get(owner) ?? [];
    this.#tasks.set(owner, own);
    return own;
  }
}

function key(owner: UserId, id: TaskId): string {
  return owner + id;
}

/** How many tasks stand before a position, by bisection. */
function countBefore(tasks: readonly Task[], position: Position): number {
  let low = 0;
  let high = tasks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(tasks[middle] as Task, position)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBefore(a: Position, b: Position): boolean {
  return a.createdAt === b.createdAt ? a.id < b.id : a.createdAt < b.createdAt;
}
