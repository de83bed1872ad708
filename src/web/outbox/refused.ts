import type { TaskId } from '../../domain/identity.ts';
import type { TaskContent } from '../../domain/tasks/content.ts';
import type { Refusal } from '../state/workspace.ts';

/** A refused act, as it is stored: with the whole task as the user saw it, so that nothing that was typed is lost. */
export interface StoredRefusal extends Refusal {
  /** The content of the task with all that the user wanted; null if the user wanted it deleted. */
  readonly content: TaskContent | null;
}

/** A refused step of an act, before it has a key and a time. */
export type Refused = Pick<StoredRefusal, 'reason' | 'detail' | 'mine' | 'theirs' | 'content' | 'title'> & {
  readonly id: TaskId;
};
