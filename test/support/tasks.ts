import { randomUUID } from 'node:crypto';
import type { TaskState } from '../../src/domain/changes/change.ts';
import { taskId, type UserId, userId } from '../../src/domain/identity.ts';
import { type Instant, instant } from '../../src/domain/instant.ts';
import { Task, type TaskEdit, type TaskFields } from '../../src/domain/tasks/task.ts';
import { contentSample } from './content-samples.ts';

export function someUser(): UserId {
  return userId(randomUUID());
}

/** Returns a new task with the given fields, and defaults in the other fields. */
export function someTask(fields: Partial<TaskFields> = {}): Task {
  return new Task({
    id: taskId(randomUUID()),
    userId: someUser(),
    ...contentSample(0),
    createdAt: instant(1_750_000_000_000),
    updatedAt: instant(1_750_000_000_000),
    completedAt: fields.completed ? instant(1_750_000_000_000) : null,
    ...fields,
  });
}

/** A command that changes a task: an edit, a toggle or a deletion. */
export type TaskCommand = TaskEdit | 'toggle' | 'delete';

export function apply(task: Task, command: TaskCommand, now: Instant): TaskState {
  if (command === 'delete') return task.delete(now);
  return command === 'toggle' ? task.toggle(now) : task.edit(command, now);
}
