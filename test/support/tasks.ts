import { randomUUID } from 'node:crypto';
import { taskId, type UserId, userId } from '../../src/domain/identity.ts';
import { instant } from '../../src/domain/instant.ts';
import { Task, type TaskFields } from '../../src/domain/tasks/task.ts';
import { title } from '../../src/domain/tasks/title.ts';

export function someUser(): UserId {
  return userId(randomUUID());
}

/** A task like any other, but for what is given. */
export function someTask(fields: Partial<TaskFields> = {}): Task {
  return new Task({
    id: taskId(randomUUID()),
    userId: someUser(),
    title: title('Buy milk'),
    description: null,
    completed: false,
    createdAt: instant(1_750_000_000_000),
    updatedAt: instant(1_750_000_000_000),
    ...fields,
  });
}
