import type { Task } from '../../domain/tasks/task.ts';
import type { KeysetPosition, TaskQuery } from '../../ports/task-repository.ts';

/** The part of a list that a query asks for, of tasks that stand oldest first. */
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

/** How many tasks stand before a position, by bisection. */
export function lowerBound(tasks: readonly KeysetPosition[], position: KeysetPosition): number {
  let low = 0;
  let high = tasks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(tasks[middle] as KeysetPosition, position)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBefore(a: KeysetPosition, b: KeysetPosition): boolean {
  return a.createdAt === b.createdAt ? a.id < b.id : a.createdAt < b.createdAt;
}
