import type { TaskId } from '../../domain/identity.ts';
import { hasSameContent, type TaskContent } from '../../domain/tasks/content.ts';
import type { Task } from '../../domain/tasks/task.ts';
import type { Version } from '../../domain/tasks/version.ts';
import type { Step } from './act.ts';
import { edited, fieldsOf, mergeEdit } from './merge.ts';
import type { Refused } from './refused.ts';

/**
 * The steps of a user's change that can be sent, and the steps that are refused because of conflicts. A step concerns
 * one task.
 */
export interface Prepared {
  readonly steps: readonly Step[];
  /** For each step to send, the version that its task must have; null for a step that requires no version. */
  readonly versions: readonly (Version | null)[];
  readonly refused: readonly Refused[];
}

/** Returns the current task of the service; undefined if the task was deleted, or was never created. */
export type Read = (id: TaskId) => Promise<Task | undefined>;

/**
 * Compares the steps of a user's change with the current tasks. Drops a step if its task is already as the user wants
 * it. Refuses the fields that the user and somebody else changed to different values, and sends the other fields.
 *
 * @param areNew true if the service cannot have the tasks that the steps create yet, so that `read` is not called for
 *   them
 */
export async function prepare(steps: readonly Step[], read: Read, areNew: boolean): Promise<Prepared> {
  const sent: Step[] = [];
  const versions: (Version | null)[] = [];
  const refused: Refused[] = [];
  for (const step of steps) {
    const isFree = step.kind === 'create' && areNew;
    const now = isFree ? undefined : await read(step.id);
    const { send, refuse } = compare(step, now, isFree);
    if (send !== undefined) {
      sent.push(send);
      versions.push(now === undefined ? null : now.version);
    }
    if (refuse !== undefined) refused.push(refuse);
  }
  return { steps: sent, versions, refused };
}

function compare(step: Step, now: Task | undefined, isFree: boolean): { send?: Step; refuse?: Refused } {
  switch (step.kind) {
    case 'create':
      // If not `isFree`, an earlier request has created this task, so nothing is left to send. If the task is missing
      // now, somebody has deleted it since.
      return isFree ? { send: step } : {};
    case 'edit':
      return now === undefined ? { refuse: deleted(step) } : compareEdit(step, now);
    case 'delete': {
      if (now === undefined) return {};
      if (hasSameContent(now, step.base)) return { send: step };
      return { refuse: { ...about(step, null), reason: 'changed', theirs: now } };
    }
  }
}

function compareEdit(step: Extract<Step, { kind: 'edit' }>, now: Task): { send?: Step; refuse?: Refused } {
  const { conflicts, isDone } = mergeEdit(step, now);
  if (isDone) return {};
  if (conflicts.length === 0) return { send: step };
  const mine = edited(step.base, step.edit);
  const refuse: Refused = {
    ...about(step, mine),
    reason: 'conflict',
    mine: fieldsOf(mine, conflicts),
    theirs: fieldsOf(now, conflicts),
  };
  const edit = Object.fromEntries(
    Object.entries(step.edit).filter(([field]) => !conflicts.includes(field as keyof TaskContent)),
  );
  return Object.keys(edit).length === 0 ? { refuse } : { send: { ...step, edit }, refuse };
}

function deleted(step: Extract<Step, { kind: 'edit' }>): Refused {
  const content = edited(step.base, step.edit);
  const { addTags, removeTags, ...given } = step.edit;
  const fields = Object.keys(addTags || removeTags ? { ...given, tags: content.tags } : given) as (keyof TaskContent)[];
  return { ...about(step, content), reason: 'deleted', mine: fieldsOf(content, fields) };
}

/** Returns the refusal that the user sees and decides about, for a step that the service has rejected as invalid. */
export function invalid(step: Step, detail: string | null): Refused {
  if (step.kind === 'create') return { ...about(step, step.content), reason: 'invalid', detail, mine: step.content };
  if (step.kind === 'delete') return { ...about(step, null), reason: 'invalid', detail };
  return { ...deleted(step), reason: 'invalid', detail };
}

function about(step: Step, content: TaskContent | null) {
  const { title } = step.kind === 'create' ? step.content : step.base;
  return { id: step.id, title, content, detail: null, mine: {}, theirs: {} };
}
