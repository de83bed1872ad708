import type { UserId } from '../../domain/identity.ts';
import type { ListPosition } from '../../domain/tasks/list-position.ts';
import type { TaskList, TaskQuery, TaskRepository } from '../../ports/task-repository.ts';

export interface Page extends TaskList {
  /** The position after which the next page starts; absent on the last page. */
  readonly next?: ListPosition;
}

export class ListTasks {
  readonly #tasks: TaskRepository;

  constructor(tasks: TaskRepository) {
    this.#tasks = tasks;
  }

  /** @throws SeqGone */
  async execute(owner: UserId, query: TaskQuery): Promise<Page> {
    // Reading one task more than the limit shows whether there is a next page. This is faster than counting all tasks.
    const { tasks: found, seq } = await this.#tasks.list(owner, { ...query, limit: query.limit + 1 });
    const tasks = found.slice(0, query.limit);
    const last = tasks.at(-1);
    if (last === undefined || found.length === tasks.length) return { tasks, seq };
    return { tasks, seq, next: { createdAt: last.createdAt, id: last.id } };
  }
}
