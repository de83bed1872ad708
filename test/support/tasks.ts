import { randomUUID } from 'node:crypto';
import { taskId, type UserId, userId } from '../../src/domain/identity.ts';
import { instant } from '../../src/domain/instant.ts';
import { Task, type TaskFields } from '../../src/domain/tasks/task.ts';
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
