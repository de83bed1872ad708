import type { TaskState } from '../../domain/changes/change.ts';
import type { TaskId, UserId } from '../../domain/identity.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TaskRepository, WriteResult } from '../../ports/task-repository.ts';
import { changeTask } from './change-task.ts';
import { requireTask, type WriteOptions } from './write-options.ts';

export class ToggleCompletion {
  readonly #tasks: TaskRepository;
  readonly #clock: Clock;

  constructor(tasks: TaskRepository, clock: Clock) {
    this.#tasks = tasks;
    this.#clock = clock;
  }

  /**
   * Sets whether a task is completed; flips it if `completed` is undefined.
   *
   * @throws TaskNotFound, PreconditionFailed or IdempotencyKeyReused
   */
  execute(owner: UserId, id: TaskId, completed: boolean | undefined, options: WriteOptions): Promise<WriteResult> {
    if (completed === undefined) return changeTask(this.#tasks, this.#clock, owner, id, 'toggle', options);
    const change = (found: TaskState | undefined) => {
      return requireTask(found, options).setCompleted(completed, this.#clock.now());
    };
    return this.#tasks.change(owner, id, change, options);
  }
}
