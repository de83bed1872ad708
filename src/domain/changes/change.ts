import type { Brand } from '../brand.ts';
import type { Instant } from '../instant.ts';
import { hasSameContent } from '../tasks/content.ts';
import { DeletedTask, Task } from '../tasks/task.ts';
import type { Author } from './author.ts';

/** The number of a change in its user's log: 1, 2, 3 and so on without a gap, in the order of the changes. */
export type Seq = Brand<number, 'Seq'>;

/** The position before the first change of every log. */
export const SEQ_ZERO = 0 as Seq;

/** The state of a task at one version. */
export type TaskState = Task | DeletedTask;

export type ChangeKind = 'created' | 'updated' | 'completed' | 'reopened' | 'deleted' | 'restored';

/** An entry of the change log: one task went from one state to the next. */
export interface Change {
  readonly seq: Seq;
  /** The `seq` of the operation's first change. An operation is all changes of one request. */
  readonly operation: Seq;
  /** Null if the change was made before authors were stored. */
  readonly author: Author | null;
  readonly kind: ChangeKind;
  /** The pre-image: the task before the change; undefined if the change created or restored the task. */
  readonly before: Task | undefined;
  readonly after: TaskState;
}

/** Returns the kind of the change from one state to the next. */
export function kindOf(before: TaskState | undefined, after: TaskState): ChangeKind {
  if (after instanceof DeletedTask) return 'deleted';
  if (before === undefined) return 'created';
  if (before instanceof DeletedTask) return 'restored';
  if (before.completed === after.completed) return 'updated';
  return after.completed ? 'completed' : 'reopened';
}

/** Returns the time of the change that led to this state. */
export function changedAt(state: TaskState): Instant {
  return state instanceof Task ? state.updatedAt : state.deletedAt;
}

/**
 * Returns the state that undoes a change: the content before the change, as a new version.
 *
 * @param found the state of the task now
 * @returns undefined if `found` differs from the state right after the change
 */
export function revert({ before, after }: Change, found: TaskState, now: Instant): TaskState | undefined {
  if (found instanceof DeletedTask) {
    return after instanceof DeletedTask && before !== undefined ? found.restore(before, now) : undefined;
  }
  if (after instanceof DeletedTask || !hasSameContent(found, after)) return undefined;
  return before === undefined ? found.delete(now) : found.revertTo(before, now);
}
