import type { TaskState } from '../../domain/changes/change.ts';
import { TaskNotFound } from '../../domain/errors.ts';
import { check, type Precondition } from '../../domain/tasks/precondition.ts';
import { Task } from '../../domain/tasks/task.ts';
import type { WriteContext } from '../../ports/task-repository.ts';

export interface WriteOptions extends WriteContext {
  readonly precondition?: Precondition | undefined;
}

/**
 * Returns the task that a write changes.
 *
 * @throws TaskNotFound
 * @throws PreconditionFailed
 */
export function requireTask(
  found: TaskState | undefined,
  { precondition = {} }: Pick<WriteOptions, 'precondition'>,
): Task {
  if (!(found instanceof Task)) throw new TaskNotFound();
  return check(precondition, found);
}
