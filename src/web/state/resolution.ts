import type { TaskContent } from '../../domain/tasks/content.ts';
import type { Task, TaskEdit } from '../../domain/tasks/task.ts';
import type { StoredRefusal } from '../outbox/refused.ts';

/** The change of a task that carries out the user's decision about a refused change. */
export type Resolution =
  | { readonly do: 'nothing' }
  | { readonly do: 'edit'; readonly fields: TaskEdit }
  | { readonly do: 'delete' }
  | { readonly do: 'create'; readonly content: TaskContent };

/** Returns the change that carries out a decision of the user, given the current task. */
export function resolutionOf(
  { reason, content, mine }: StoredRefusal,
  choice: 'mine' | 'theirs' | 'copy',
  now: Task | undefined,
): Resolution {
  if (choice === 'theirs') return { do: 'nothing' };
  // Content null means that the user wanted to delete the task, or to undo its creation.
  if (content === null) return reason === 'changed' || now !== undefined ? { do: 'delete' } : { do: 'nothing' };
  if (choice === 'copy' || now === undefined) return { do: 'create', content };
  if (reason !== 'invalid') return { do: 'edit', fields: mine };
  // The tags that the user wanted are added to the current tags of the task, so that tags which others have added stay.
  const { tags: addTags, ...fields } = mine;
  return { do: 'edit', fields: addTags === undefined ? fields : { ...fields, addTags } };
}
