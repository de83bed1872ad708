import { TaskNotFound } from '../domain/errors.ts';
import type { TaskId, UserId } from '../domain/identity.ts';
import type { Task, TaskEdit } from '../domain/task.ts';
import type { Clock } from '../ports/clock.ts';
import type { TaskRepository } from '../ports/task-repository.ts';

export class EditTask {
  readonly #tasks: TaskRepository;
  readonly #clock: Clock;

  constructor(tasks: TaskRepository, clock: Clock) {
    this.#tasks = tasks;
    this.#clock = clock;
  }

  /** @throws TaskNotFound */
  async execute(owner: UserId, id: TaskId, edit: TaskEdit): Promise<Task> {
    const task = await this.#tasks.update(owner, id, (task) => task.edit(edit, this.#clock.now()));
    if (task === undefined) throw new TaskNotFound();
    return task;
  }
}
