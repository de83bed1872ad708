import type { TaskId, UserId } from '../../domain/identity.ts';
import type { TaskContent } from '../../domain/tasks/content.ts';
import { PreconditionFailed } from '../../domain/tasks/precondition.ts';
import { Task } from '../../domain/tasks/task.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IdGenerator } from '../../ports/id-generator.ts';
import type { TaskRepository, WriteContext, WriteResult } from '../../ports/task-repository.ts';

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
  execute(owner: UserId, content: TaskContent, context: WriteContext): Promise<WriteResult> {
    return this.#tasks.add(this.#newTask(owner, this.#ids.next(), content), context);
  }

  /**
   * Creates a task under an id that the client chose. The id of a deleted task cannot be used again.
   *
   * @throws PreconditionFailed if the id is or was in use
   * @throws IdempotencyKeyReused
   */
  executeWithId(owner: UserId, id: TaskId, content: TaskContent, context: WriteContext): Promise<WriteResult> {
    const task = this.#newTask(owner, id, content);
    return this.#tasks.change(
      owner,
      id,
      (found) => {
        if (found !== undefined) throw new PreconditionFailed(found instanceof Task ? found : undefined);
        return task;
      },
      context,
    );
  }

  #newTask(owner: UserId, id: TaskId, content: TaskContent): Task {
    return Task.create(id, owner, content, this.#clock.now());
  }
}
