import type { TaskId, UserId } from '../../domain/identity.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TaskRepository, WriteResult } from '../../ports/task-repository.ts';
import { changeTask } from './change-task.ts';
import type { WriteOptions } from './write-options.ts';

export class DeleteTask {
  readonly #tasks: TaskRepository;
  readonly #clock: Clock;

  constructor(tasks: TaskRepository, clock: Clock) {
    this.#tasks = tasks;
    this.#clock = clock;
  }

  /** @throws TaskNotFound, PreconditionFailed or IdempotencyKeyReused */
  execute(owner: UserId, id: TaskId, options: WriteOptions): Promise<WriteResult> {
    return changeTask(this.#tasks, this.#clock, owner, id, 'delete', options);
  }
}
