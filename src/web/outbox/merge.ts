import { CONTENT_FIELDS, hasSameContent, hasSameValue, type TaskContent } from '../../domain/tasks/content.ts';
import { editTags, type Tag, type Tags } from '../../domain/tasks/tags.ts';
import type { TaskEdit } from '../../domain/tasks/task.ts';
import type { Step } from './act.ts';

/** The result of comparing three states of a task: what the user saw, what the user wants, and the current state. */
export interface Merge {
  /** The fields that both the user and somebody else have changed, to different values. */
  readonly conflicts: readonly (keyof TaskContent)[];
  /** True if the current task already has all values that the user wants. */
  readonly isDone: boolean;
}

/**
 * Returns the content of a task after an edit. Does not throw if there are too many tags: the service refuses them with
 * an error text.
 */
export function edited(content: TaskContent, { addTags, removeTags, ...fields }: TaskEdit): TaskContent {
  const next = { ...content, ...fields };
  return addTags || removeTags ? { ...next, tags: tagsAfter(next.tags, addTags, removeTags) } : next;
}

function tagsAfter(old: Tags, add: readonly Tag[] = [], remove: readonly Tag[] = []): Tags {
  try {
    return editTags(old, add, remove);
  } catch {
    const kept = old.filter((each) => !remove.includes(each));
    return [...new Set([...kept, ...add])] as readonly Tag[] as Tags;
  }
}

/**
 * Compares an edit of the user with the current task, and finds conflicts. A field that only others have changed is no
 * conflict.
 */
export function mergeEdit({ edit, base }: Extract<Step, { kind: 'edit' }>, now: TaskContent): Merge {
  const wanted = edited(now, edit);
  const conflicts = CONTENT_FIELDS.filter(
    (field) => field in edit && !hasSameValue(field, now, wanted) && !hasSameValue(field, now, base),
  );
  return { conflicts, isDone: hasSameContent(now, wanted) };
}

/** Returns the given fields of a task's content. */
export function fieldsOf(content: TaskContent, fields: readonly (keyof TaskContent)[]): Partial<TaskContent> {
  return Object.fromEntries(fields.map((field) => [field, content[field]]));
}
