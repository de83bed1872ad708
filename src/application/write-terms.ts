import type { TaskState } from '../domain/change.ts';
import { TaskNotFound } from '../domain/errors.ts';
import { check, type Precondition } from '../domain/precondition.ts';
import { Task } from '../domain/task.ts';
import type { IdempotencyKey } from '../ports/task-repository.ts';

/** On what terms a client wants a task changed: which versions it has seen, and what it calls the request. */
export interface WriteTerms {
  readonly precondition?: Precondition | undefined;
  readonly key?: IdempotencyKey | undefined;
}

/**
 * The task that a change begins with.
 *
 * @throws TaskNotFound
 * @throws PreconditionFailed
 */
export function taskIn(found: TaskState | undefined, { precondition }: WriteTerms): Task {
  if (!(found instanceof Task)) throw new TaskNotFound();
  return precondition === undefined ? found : check(precondition, found);
}
