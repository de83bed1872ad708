import type { TaskState } from '../../domain/changes/change.ts';
import type { TaskId, UserId } from '../../domain/identity.ts';
import { isEmpty } from '../../domain/tasks/precondition.ts';
import type { TaskCommand } from '../../domain/tasks/task.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TaskRepository, WriteResult } from '../../ports/task-repository.ts';
import { requireTask, type WriteOptions } from './write-options.ts';

/**
 * Runs a command on a task.
 *
 * @throws TaskNotFound, PreconditionFailed or IdempotencyKeyReused
 */
export function changeTask(
  tasks: TaskRepository,
  clock: Clock,
  owner: UserId,
  id: TaskId,
  command: TaskCommand,
  options: WriteOptions,
): Promise<WriteResult> {
  const change = (found: TaskState | undefined) => requireTask(found, options).apply(command, clock.now());
  return tasks.change(owner, id, change, options, isEmpty(options.precondition) ? command : undefined);
}
