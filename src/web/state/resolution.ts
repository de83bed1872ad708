import type { TaskContent } from '../../domain/tasks/content.ts';
import type { Task, TaskEdit } from '../../domain/tasks/task.ts';
import type { StoredRefusal } from '../outbox/refused.ts';

/** The act that carries out the user's decision about a refused act. */
export type Resolution =
  | { readonly do: 'nothing' }
  | { readonly do: 'edit'; readonly fields: TaskEdit }
  | { readonly do: 'delete' }
  | { readonly do: 'create'; readonly content: TaskContent };

/** Returns the act that carries out a decision, given the task as it is now. */
export function resolutionOf(
  { reason, content, mine }: StoredRefusal,
  choice: 'mine' | 'theirs' | 'copy',
  now: Task | undefined,
): Resolution {
  if (choice === 'theirs') return { do: 'nothing' };
  // The user wanted the task gone: by a deletion, or by undoing its creation.
  if (content === null) return reason === 'changed' || now !== undefined ? { do: 'delete' } : { do: 'nothing' };
  if (choice === 'copy' || now === undefined) return { do: 'create', content };
  if (reason !== 'invalid') return { do: 'edit', fields: mine };
  // The tags of the user are added to the current tags of the task, which others may have changed.
  const { tags: addTags, ...fields } = mine;
  return { do: 'edit', fields: addTags === undefined ? fields : { ...fields, addTags } };
}
