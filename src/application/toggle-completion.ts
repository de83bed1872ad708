import type { TaskId, UserId } from '../domain/identity.ts';
import type { Clock } from '../ports/clock.ts';
import type { Outcome, TaskRepository } from '../ports/task-repository.ts';
import { taskIn, type WriteTerms } from './write-terms.ts';

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
  execute(owner: UserId, id: TaskId, completed?: boolean, terms: WriteTerms = {}): Promise<Outcome> {
    const now = () => this.#clock.now();
    return this.#tasks.change(
      owner,
      id,
      (found) => {
        const task = taskIn(found, terms);
        return completed === undefined ? task.toggle(now()) : task.setCompleted(completed, now());
      },
      terms.key,
    );
  }
}
