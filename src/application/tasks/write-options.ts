import type { TaskState } from '../../domain/changes/change.ts';
import { TaskNotFound } from '../../domain/errors.ts';
import { check, type Precondition } from '../../domain/tasks/precondition.ts';
import { Task, type TaskCommand } from '../../domain/tasks/task.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IdempotencyKey, Transition } from '../../ports/task-repository.ts';

/** On what terms a client wants a task changed: which versions it has seen, and what it calls the request. */
export interface WriteOptions {
  readonly precondition?: Precondition | undefined;
  readonly key?: IdempotencyKey | undefined;
}

/**
 * The task that a change begins with.
 *
 * @throws TaskNotFound
 * @throws PreconditionFailed
 */
export function requireTask(found: TaskState | undefined, { precondition }: WriteOptions): Task {
  if (!(found instanceof Task)) throw new TaskNotFound();
  return precondition === undefined ? found : check(precondition, found);
}

/** What to ask of the repository to have a verb done to a task. Whoever has seen it wants it done to what they have seen. */
export function commandArgs(
  verb: TaskCommand,
  terms: WriteOptions,
  clock: Clock,
): [change: Transition, key: IdempotencyKey | undefined, verb: TaskCommand | undefined] {
  const change: Transition = (found) => requireTask(found, terms).do(verb, clock.now());
  return [change, terms.key, terms.precondition === undefined ? verb : undefined];
}
