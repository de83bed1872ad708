import type { TaskId, UserId } from '../../domain/identity.ts';
import { Task, type TaskEdit } from '../../domain/tasks/task.ts';
import type { Act, Step } from './act.ts';
import { edited } from './merge.ts';

/**
 * Returns a task as the page shows it: the state that the service has, if any, with the unconfirmed changes of the user
 * applied.
 */
export function withActs(acts: readonly Act[], task: Task | undefined, id: TaskId, owner: UserId): Task | undefined {
  return acts.reduce((shown, act) => withAct(act, shown, id, owner), task);
}

function withAct({ work, at }: Act, task: Task | undefined, id: TaskId, owner: UserId): Task | undefined {
  if (work.kind === 'change') {
    const steps = work.steps.filter((step) => step.id === id);
    return steps.reduce((shown, step) => withStep(step, shown, owner, at), task);
  }
  const before = work.before.find((each) => each.id === id);
  if (before === undefined) return task;
  if (before.task === null) return undefined;
  return task === undefined ? new Task(before.task) : task.revertTo(new Task(before.task), at);
}

function withStep(step: Step, task: Task | undefined, owner: UserId, at: Act['at']): Task | undefined {
  switch (step.kind) {
    case 'create':
      // The task may exist already: the service has created it, but the answer has not arrived.
      return task ?? Task.create(step.id, owner, step.content, at);
    case 'edit':
      return task && withEdit(step.edit, task, at);
    case 'delete':
      return undefined;
  }
}

/** Edits a task as `Task.edit` does, but does not throw if the tags that others have added make too many tags. */
function withEdit(edit: TaskEdit, task: Task, at: Act['at']): Task {
  const { addTags, removeTags, ...fields } = edit;
  return task.edit(addTags || removeTags ? { ...fields, tags: edited(task, edit).tags } : fields, at);
}
