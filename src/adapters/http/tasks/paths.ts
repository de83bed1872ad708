import type { TaskId, UserId } from '../../../domain/identity.ts';

/** Where a user's tasks are, or one of them. */
export function pathOf(owner: UserId, id?: TaskId): string {
  return `/api/${owner}/tasks${id === undefined ? '' : `/${id}`}`;
}
