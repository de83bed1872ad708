import type { TaskId, UserId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import type { TaskContent } from '../../domain/tasks/content.ts';
import { Task, type TaskEdit } from '../../domain/tasks/task.ts';
import type { Version } from '../../domain/tasks/version.ts';

/** A task in the JSON of the service. */
export interface TaskJson extends TaskContent {
  readonly id: TaskId;
  readonly user_id: UserId;
  readonly created_at: string;
  readonly updated_at: string;
  readonly completed_at: string | null;
}

/**
 * A placeholder for the version of a task that was read from a list, because lists contain no versions. Before the task
 * is edited, its version is read from the service.
 */
export const UNKNOWN_VERSION = 0 as Version;

/** Returns a task from the JSON of the service, whose values are trusted and not checked. */
export function taskOf(json: TaskJson, version: Version): Task {
  const { user_id, created_at, updated_at, completed_at, ...content } = json;
  return new Task({
    ...content,
    userId: user_id,
    createdAt: instantOf(created_at),
    updatedAt: instantOf(updated_at),
    completedAt: completed_at === null ? null : instantOf(completed_at),
    version,
  });
}

/** Returns the JSON of an edit, as the body of a PATCH request has it. */
export function editJson({ addTags, removeTags, ...content }: TaskEdit): Readonly<Record<string, unknown>> {
  return { ...content, ...(addTags && { add_tags: addTags }), ...(removeTags && { remove_tags: removeTags }) };
}

/** Returns the instant of a timestamp in ISO 8601, the format of all timestamps of the service. */
export function instantOf(timestamp: string): Instant {
  return Date.parse(timestamp) as Instant;
}
