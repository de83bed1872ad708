import type { Seq } from '../domain/change.ts';
import { TaskNotFound } from '../domain/errors.ts';
import type { TaskId, UserId } from '../domain/identity.ts';
import type { TaskRepository } from '../ports/task-repository.ts';
import { type ChangePage, pageOf } from './read-changes.ts';

export class ReadHistory {
  readonly #tasks: TaskRepository;

  constructor(tasks: TaskRepository) {
    this.#tasks = tasks;
  }

  /**
   * The changes of one task, a deleted one included, as far back as they are kept.
   *
   * @throws TaskNotFound
   */
  async execute(owner: UserId, id: TaskId, since: Seq, limit: number): Promise<ChangePage> {
    const query = { since, limit, of: id };
    const list = await this.#tasks.changes(owner, query);
    const isKnown = list.changes.length > 0 || since > 0 || (await this.#tasks.find(owner, id)) !== undefined;
    if (!isKnown) throw new TaskNotFound();
    return pageOf(list, query);
  }
}
