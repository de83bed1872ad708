import type { TaskId, UserId } from '../../domain/identity.ts';
import type { TaskEdit } from '../../domain/tasks/task.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TaskRepository, WriteResult } from '../../ports/task-repository.ts';
import { changeTask } from './change-task.ts';
import type { WriteOptions } from './write-options.ts';

export class EditTask {
  readonly #tasks: TaskRepository;
  readonly #clock: Clock;

  constructor(tasks: TaskRepository, clock: Clock) {
    this.#tasks = tasks;
    this.#clock = clock;
  }

  /** @throws TaskNotFound, PreconditionFailed or IdempotencyKeyReused */
  execute(owner: UserId, id: TaskId, edit: TaskEdit, options: WriteOptions): Promise<WriteResult> {
    return changeTask(this.#tasks, this.#clock, owner, id, edit, options);
  }
}
