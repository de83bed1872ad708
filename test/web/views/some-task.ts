import type { TaskId, UserId } from '../../../src/domain/identity.ts';
import type { Instant } from '../../../src/domain/instant.ts';
import { CONTENT_DEFAULTS } from '../../../src/domain/tasks/content.ts';
import { Task } from '../../../src/domain/tasks/task.ts';

/** The current time in these tests: Saturday, 28 November 2026, 12:00 in Berlin. */
export const NOON = Date.parse('2026-11-28T11:00:00Z') as Instant;
export const MOMENT = { now: NOON, zone: 'Europe/Berlin' };

/** Returns a task with these fields and defaults for all others. The values are not checked. */
export function someTask(fields: Readonly<Record<string, unknown>> = {}): Task {
  return new Task({
    ...CONTENT_DEFAULTS,
    id: crypto.randomUUID() as TaskId,
    userId: crypto.randomUUID() as UserId,
    title: 'A task',
    createdAt: NOON,
    updatedAt: NOON,
    completedAt: null,
    ...fields,
  } as ConstructorParameters<typeof Task>[0]);
}
