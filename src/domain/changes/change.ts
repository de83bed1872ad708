import type { Brand } from '../brand.ts';
import type { Instant } from '../instant.ts';
import { DeletedTask, Task } from '../tasks/task.ts';

/** The number of a change in its user's log: 1, 2, 3 and so on without a gap, in the order in which they took effect. */
export type Seq = Brand<number, 'Seq'>;

/** Where every log begins: before its first change. */
export const SEQ_ZERO = 0 as Seq;

/** All there is to know of a task at one version of it. */
export type TaskState = Task | DeletedTask;

export type ChangeKind = 'created' | 'updated' | 'completed' | 'reopened' | 'deleted' | 'restored';

/** An entry of a log: one task went from one state to the next. */
export interface Change {
  readonly seq: Seq;
  readonly kind: ChangeKind;
  /** The task that it replaced or deleted; there was none where it created or restored one. */
  readonly before: Task | undefined;
  readonly after: TaskState;
}

/** What a change from one state to another is called. */
export function kindOf(before: TaskState | undefined, after: TaskState): ChangeKind {
  if (after instanceof DeletedTask) return 'deleted';
  if (before === undefined) return 'created';
  if (before instanceof DeletedTask) return 'restored';
  if (before.completed === after.completed) return 'updated';
  return after.completed ? 'completed' : 'reopened';
}

/** When a state came to be. */
export function changedAt(state: TaskState): Instant {
  return state instanceof Task ? state.updatedAt : state.deletedAt;
}

/**
 * What undoes a change: the state before it, as a new change, so long as everything is as it left it.
 *
 * @returns undefined if something has changed since
 */
export function revert({ before, after }: Change, found: TaskState, now: Instant): TaskState | undefined {
  if (found instanceof DeletedTask) {
    return after instanceof DeletedTask && before !== undefined ? found.restore(before, now) : undefined;
  }
  if (after instanceof DeletedTask || !found.hasSameContent(after)) return undefined;
  if (before === undefined) return found.delete(now);
  const { title, description, completed } = before;
  return found.edit({ title, description, completed }, now);
}
