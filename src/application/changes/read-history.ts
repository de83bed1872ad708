import { SEQ_ZERO, type Seq } from '../../domain/changes/change.ts';
import { SeqGone } from '../../domain/changes/errors.ts';
import { TaskNotFound } from '../../domain/errors.ts';
import type { TaskId, UserId } from '../../domain/identity.ts';
import type { TaskRepository } from '../../ports/task-repository.ts';
import { type ChangePage, pageOf } from './read-changes.ts';

export class ReadHistory {
  readonly #tasks: TaskRepository;

  constructor(tasks: TaskRepository) {
    this.#tasks = tasks;
  }

  /**
   * Returns the changes of a task, even if it is deleted. Changes older than the log's retention are missing.
   *
   * @throws TaskNotFound
   * @throws SeqGone if `since` is after the last change
   */
  async execute(owner: UserId, id: TaskId, since: Seq, limit: number): Promise<ChangePage> {
    const query = { since, limit, of: id };
    const list = await this.#tasks.changes(owner, query);
    if (list.changes.length === 0 && !(await this.#hasExisted(owner, id))) throw new TaskNotFound();
    if (since > list.last) throw new SeqGone(since, SEQ_ZERO, list.last);
    return pageOf(list, query);
  }

  async #hasExisted(owner: UserId, id: TaskId): Promise<boolean> {
    if ((await this.#tasks.find(owner, id)) !== undefined) return true;
    return (await this.#tasks.changes(owner, { since: SEQ_ZERO, limit: 1, of: id })).changes.length > 0;
  }
}
