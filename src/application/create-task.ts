import type { Description } from '../domain/description.ts';
import type { UserId } from '../domain/identity.ts';
import { Task } from '../domain/task.ts';
import type { Title } from '../domain/title.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { TaskRepository } from '../ports/task-repository.ts';

export interface NewTask {
  readonly title: Title;
  readonly description: Description | null;
  readonly completed: boolean;
}

export class CreateTask {
  readonly #tasks: TaskRepository;
  readonly #ids: Ids;
  readonly #clock: Clock;

  constructor(tasks: TaskRepository, ids: Ids, clock: Clock) {
    this.#tasks = tasks;
    this.#ids = ids;
    this.#clock = clock;
  }

  async execute(owner: UserId, { title, description, completed }: NewTask): Promise<Task> {
    const now = this.#clock.now();
    const id = this.#ids.next();
    const task = new Task({ id, userId: owner, title, description, completed, createdAt: now, updatedAt: now });
    await this.#tasks.add(task);
    return task;
  }
}
