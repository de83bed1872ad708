import type { TaskId, UserId } from '../../domain/identity.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TaskRepository, Transition, WriteResult } from '../../ports/task-repository.ts';
import { commandArgs, requireTask, type WriteOptions } from './write-options.ts';

export class ToggleCompletion {
  readonly #tasks: TaskRepository;
  readonly #clock: Clock;

  constructor(tasks: TaskRepository, clock: Clock) {
    this.#tasks = tasks;
    this.#clock = clock;
  }

  /**
   * Completes a task that is open, and the other way round; or makes it what `completed` says.
   *
   * @throws TaskNotFound, PreconditionFailed or IdempotencyKeyReused
   */
  execute(owner: UserId, id: TaskId, completed?: boolean, terms: WriteOptions = {}): Promise<WriteResult> {
    if (completed === undefined) return this.#tasks.change(owner, id, ...commandArgs('toggle', terms, this.#clock));
    const set: Transition = (found) => requireTask(found, terms).setCompleted(completed, this.#clock.now());
    return this.#tasks.change(owner, id, set, terms.key);
  }
}
