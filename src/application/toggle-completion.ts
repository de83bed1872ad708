import type { TaskId, UserId } from '../domain/identity.ts';
import type { Clock } from '../ports/clock.ts';
import type { ChangeState, Outcome, TaskRepository } from '../ports/task-repository.ts';
import { doing, taskIn, type WriteTerms } from './write-terms.ts';

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
    if (completed === undefined) return this.#tasks.change(owner, id, ...doing('toggle', terms, this.#clock));
    const set: ChangeState = (found) => taskIn(found, terms).setCompleted(completed, this.#clock.now());
    return this.#tasks.change(owner, id, set, terms.key);
  }
}
