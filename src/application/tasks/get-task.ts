import type { Seq } from '../../domain/changes/change.ts';
import { TaskNotFound } from '../../domain/errors.ts';
import type { TaskId, UserId } from '../../domain/identity.ts';
import type { Task } from '../../domain/tasks/task.ts';
import type { TaskRepository } from '../../ports/task-repository.ts';

export class GetTask {
  readonly #tasks: TaskRepository;

  constructor(tasks: TaskRepository) {
    this.#tasks = tasks;
  }

  /**
   * @param asOf if given, returns the task as it was right after this change, otherwise as it is now
   * @throws TaskNotFound
   * @throws SeqGone
   */
  async execute(owner: UserId, id: TaskId, asOf?: Seq): Promise<Task> {
    const task = await this.#tasks.find(owner, id, asOf);
    if (task === undefined) throw new TaskNotFound();
    return task;
  }
}
