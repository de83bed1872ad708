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
 * The version of a task that came from a list, which shows no versions. An edit of the task reads its version first.
 */
export const UNKNOWN_VERSION = 0 as Version;

/** Returns a task that the service has sent. Its values are not checked again. */
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

/** Returns the JSON of an edit, as the service expects it. */
export function editJson({ addTags, removeTags, ...content }: TaskEdit): Readonly<Record<string, unknown>> {
  return { ...content, ...(addTags && { add_tags: addTags }), ...(removeTags && { remove_tags: removeTags }) };
}

/** Returns the instant of an ISO 8601 timestamp, as the service writes them. */
export function instantOf(timestamp: string): Instant {
  return Date.parse(timestamp) as Instant;
}
