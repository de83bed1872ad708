import { TaskNotFound } from '../domain/errors.ts';
import type { TaskId, UserId } from '../domain/identity.ts';
import type { TaskRepository } from '../ports/task-repository.ts';

export class DeleteTask {
  readonly #tasks: TaskRepository;

  constructor(tasks: TaskRepository) {
    this.#tasks = tasks;
  }

  /** @throws TaskNotFound */
  async execute(owner: UserId, id: TaskId): Promise<void> {
    if (!(await this.#tasks.remove(owner, id))) throw new TaskNotFound();
  }
}
