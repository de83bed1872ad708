import { TaskNotFound } from '../domain/errors.ts';
import type { TaskId, UserId } from '../domain/identity.ts';
import type { Task } from '../domain/task.ts';
import type { TaskRepository } from '../ports/task-repository.ts';

export class GetTask {
  readonly #tasks: TaskRepository;

  constructor(tasks: TaskRepository) {
    this.#tasks = tasks;
  }

  /** @throws TaskNotFound */
  async execute(owner: UserId, id: TaskId): Promise<Task> {
    const task = await this.#tasks.find(owner, id);
    if (task === undefined) throw new TaskNotFound();
    return task;
  }
}
