import type { TaskId } from '../identity.ts';
import type { Instant } from '../instant.ts';

/** The position of a task in its owner's list, which is sorted newest first by `createdAt`, ties broken by `id`. */
export interface ListPosition {
  readonly createdAt: Instant;
  readonly id: TaskId;
}

/** Returns whether a list shows `a` after `b`. */
export function isOlder(a: ListPosition, b: ListPosition): boolean {
  return a.createdAt === b.createdAt ? a.id < b.id : a.createdAt < b.createdAt;
}
