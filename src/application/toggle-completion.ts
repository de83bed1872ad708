import { TaskNotFound } from '../domain/errors.ts';
import type { TaskId, UserId } from '../domain/identity.ts';
import type { Task } from '../domain/task.ts';
import type { Clock } from '../ports/clock.ts';
import type { TaskRepository } from '../ports/task-repository.ts';

export class ToggleCompletion {
  readonly #tasks: TaskRepository;
  readonly #clock: Clock;

  constructor(tasks: TaskRepository, clock: Clock) {
    this.#tasks = tasks;
    this.#clock = clock;
  }

  /** @throws TaskNotFound */
  async execute(owner: UserId, id: TaskId): Promise<Task> {
    const task = await this.#tasks.update(owner, id, (task) => task.toggle(this.#clock.now()));
    if (task === undefined) throw new TaskNotFound();
    return task;
  }
}
