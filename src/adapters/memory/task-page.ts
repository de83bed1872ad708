import { partitionPoint } from '../../domain/partition-point.ts';
import { isOlder, type ListPosition } from '../../domain/tasks/list-position.ts';
import type { Task } from '../../domain/tasks/task.ts';
import type { TaskQuery } from '../../ports/task-repository.ts';

/** Returns the page of tasks that a query asks for, newest first. `tasks` must be sorted oldest first. */
export function page(tasks: readonly Task[], { completed, after, offset, limit }: TaskQuery): Task[] {
  const found: Task[] = [];
  let skipped = 0;
  for (let i = after === undefined ? tasks.length : lowerBound(tasks, after); i-- > 0 && found.length < limit; ) {
    const task = tasks[i] as Task;
    if (completed !== undefined && task.completed !== completed) continue;
    if (skipped < offset) skipped++;
    else found.push(task);
  }
  return found;
}

/** Returns the number of tasks older than a position. `tasks` must be sorted oldest first. */
export function lowerBound(tasks: readonly ListPosition[], position: ListPosition): number {
  return partitionPoint(tasks, (task) => isOlder(task, position));
}
