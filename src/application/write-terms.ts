import type { TaskState } from '../domain/change.ts';
import { TaskNotFound } from '../domain/errors.ts';
import { check, type Precondition } from '../domain/precondition.ts';
import { Task, type Verb } from '../domain/task.ts';
import type { Clock } from '../ports/clock.ts';
import type { ChangeState, IdempotencyKey } from '../ports/task-repository.ts';

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

/** What to ask of the repository to have a verb done to a task. Whoever has seen it wants it done to what they have seen. */
export function doing(
  verb: Verb,
  terms: WriteTerms,
  clock: Clock,
): [change: ChangeState, key: IdempotencyKey | undefined, verb: Verb | undefined] {
  const change: ChangeState = (found) => taskIn(found, terms).do(verb, clock.now());
  return [change, terms.key, terms.precondition === undefined ? verb : undefined];
}
