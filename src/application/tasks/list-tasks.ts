import type { UserId } from '../../domain/identity.ts';
import type { KeysetPosition, TaskList, TaskQuery, TaskRepository } from '../../ports/task-repository.ts';

export interface Page extends TaskList {
  /** Where the next page begins; absent on the last. */
  readonly next?: KeysetPosition;
}

export class ListTasks {
  readonly #tasks: TaskRepository;

  constructor(tasks: TaskRepository) {
    this.#tasks = tasks;
  }

  /** @throws SeqGone */
  async execute(owner: UserId, query: TaskQuery): Promise<Page> {
    // One task more than asked for tells whether there is a next page without counting anything.
    const { tasks: found, seq } = await this.#tasks.list(owner, { ...query, limit: query.limit + 1 });
    const tasks = found.slice(0, query.limit);
    const last = tasks.at(-1);
    if (last === undefined || found.length === tasks.length) return { tasks, seq };
    return { tasks, seq, next: { createdAt: last.createdAt, id: last.id } };
  }
}
