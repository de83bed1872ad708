import type { TaskId, UserId } from '../../domain/identity.ts';
import type { Description } from '../../domain/tasks/description.ts';
import { PreconditionFailed } from '../../domain/tasks/precondition.ts';
import { Task } from '../../domain/tasks/task.ts';
import type { Title } from '../../domain/tasks/title.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IdGenerator } from '../../ports/id-generator.ts';
import type { IdempotencyKey, TaskRepository, WriteResult } from '../../ports/task-repository.ts';

export interface NewTask {
  readonly title: Title;
  readonly description: Description | null;
  readonly completed: boolean;
}

export class CreateTask {
  readonly #tasks: TaskRepository;
  readonly #ids: IdGenerator;
  readonly #clock: Clock;

  constructor(tasks: TaskRepository, ids: IdGenerator, clock: Clock) {
    this.#tasks = tasks;
    this.#ids = ids;
    this.#clock = clock;
  }

  /** @throws IdempotencyKeyReused */
  execute(owner: UserId, task: NewTask, key?: IdempotencyKey): Promise<WriteResult> {
    return this.#tasks.add(this.#newTask(owner, this.#ids.next(), task), key);
  }

  /**
   * Creates a task under an id that the client has chosen: once, even if the task has been deleted since.
   *
   * @throws PreconditionFailed if the id is or was in use
   * @throws IdempotencyKeyReused
   */
  executeAs(owner: UserId, id: TaskId, task: NewTask, key?: IdempotencyKey): Promise<WriteResult> {
    const create = this.#newTask(owner, id, task);
    return this.#tasks.change(
      owner,
      id,
      (found) => {
        if (found !== undefined) throw new PreconditionFailed(found instanceof Task ? found : undefined);
        return create;
      },
      key,
    );
  }

  #newTask(owner: UserId, id: TaskId, { title, description, completed }: NewTask): Task {
    const now = this.#clock.now();
    return new Task({ id, userId: owner, title, description, completed, createdAt: now, updatedAt: now });
  }
}
