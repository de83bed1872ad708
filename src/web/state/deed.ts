import type { TaskId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import type { TaskContent } from '../../domain/tasks/content.ts';
import type { Task } from '../../domain/tasks/task.ts';
import { type Act, type Before, MAX_STEPS, type Step, type Work } from '../outbox/act.ts';
import { newId } from '../outbox/new-id.ts';
import type { DoneAct, Verb } from './workspace.ts';

/**
 * One command of the user, which one undo reverts as a whole. If it changes more than {@link MAX_STEPS} tasks, it is
 * split into several requests (`acts`).
 */
export interface Deed {
  readonly told: DoneAct;
  readonly acts: readonly Act[];
  /** The states of the tasks before the command, by the key of the act that changes them. */
  readonly before: ReadonlyMap<string, readonly Before[]>;
}

/**
 * Returns a command with these steps, split into requests of at most {@link MAX_STEPS} steps, the limit of the service.
 */
export function deedOf(verb: Verb, steps: readonly Step[], shown: ReadonlyMap<TaskId, Task>): Deed {
  const works: Work[] = [];
  for (let i = 0; i < steps.length; i += MAX_STEPS) {
    works.push({ kind: 'change', steps: steps.slice(i, i + MAX_STEPS) });
  }
  const acts = actsOf(verb, works);
  const before = new Map(acts.map((act) => [act.key, beforeOf(act, shown)]));
  const [titles, at] = [steps.map(titleOf), Date.now() as Instant];
  return { told: { key: newId(), verb, titles, at }, acts, before };
}

export function actsOf(verb: Verb, works: readonly Work[]): Act[] {
  const at = Date.now() as Instant;
  return works.map((work) => ({ key: newId(), verb, at, work }));
}

function beforeOf({ work }: Act, shown: ReadonlyMap<TaskId, Task>): Before[] {
  if (work.kind === 'undo') return [];
  return work.steps.map(({ id }) => {
    const task = shown.get(id);
    return { id, task: task === undefined ? null : { ...task } };
  });
}

/** Returns only those fields of a task that a user can edit. */
export function contentOf(task: TaskContent): TaskContent {
  const { title, description, completed, priority, tags, list, start, due } = task;
  return { title, description, completed, priority, tags, list, start, due };
}

function titleOf(step: Step): string {
  return step.kind === 'create' ? step.content.title : step.base.title;
}
