import type { TaskId, UserId } from '../../../domain/identity.ts';

/** Returns the path of a user's tasks, or of one task. */
export function pathOf(owner: UserId, id?: TaskId): string {
  return `/api/${owner}/tasks${id === undefined ? '' : `/${id}`}`;
}
