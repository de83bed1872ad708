import type { TaskId, UserId } from '../domain/identity.ts';
import type { Clock } from '../ports/clock.ts';
import type { Outcome, TaskRepository } from '../ports/task-repository.ts';
import { doing, type WriteTerms } from './write-terms.ts';

export class DeleteTask {
  readonly #tasks: TaskRepository;
  readonly #clock: Clock;

  constructor(tasks: TaskRepository, clock: Clock) {
    this.#tasks = tasks;
    this.#clock = clock;
  }

  /** @throws TaskNotFound, PreconditionFailed or IdempotencyKeyReused */
  execute(owner: UserId, id: TaskId, terms: WriteTerms = {}): Promise<Outcome> {
    return this.#tasks.change(owner, id, ...doing('delete', terms, this.#clock));
  }
}
