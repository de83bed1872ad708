import type { UserId } from '../domain/identity.ts';
import type { Task } from '../domain/task.ts';
import type { Position, TaskQuery, TaskRepository } from '../ports/task-repository.ts';

export interface Page {
  readonly tasks: Task[];
  /** Where the next page begins; absent on the last. */
  readonly next?: Position;
}

export class ListTasks {
  readonly #tasks: TaskRepository;

  constructor(tasks: TaskRepository) {
    this.#tasks = tasks;
  }

  async execute(owner: UserId, query: TaskQuery): Promise<Page> {
    // One task more than asked for tells whether there is a next page without counting anything.
    const found = await this.#tasks.list(owner, { ...query, limit: query.limit + 1 });
    const tasks = found.slice(0, query.limit);
    const last = tasks.at(-1);
    if (last === undefined || found.length === tasks.length) return { tasks };
    return { tasks, next: { createdAt: last.createdAt, id: last.id } };
  }
}
