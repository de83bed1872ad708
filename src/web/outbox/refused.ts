import type { TaskId } from '../../domain/identity.ts';
import type { TaskContent } from '../../domain/tasks/content.ts';
import type { Refusal } from '../state/workspace.ts';

/** A refused change of a task, stored with all that the user wanted, so that no typed text is lost. */
export interface StoredRefusal extends Refusal {
  /** The content that the user wanted the task to have; null if the user wanted the task deleted. */
  readonly content: TaskContent | null;
}

/** A refused change of one task, before it gets a key and a time to be stored with. */
export type Refused = Pick<StoredRefusal, 'reason' | 'detail' | 'mine' | 'theirs' | 'content' | 'title'> & {
  readonly id: TaskId;
};
