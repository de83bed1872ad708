import type { TaskId } from '../../domain/identity.ts';
import type { Priority } from '../../domain/tasks/priority.ts';
import { type TaskDate, taskDate } from '../../domain/tasks/task-date.ts';
import type { Ui } from '../views/model/ui.ts';
import { textOf } from '../views/model/view-of.ts';

/**
 * Returns the tasks that an action changes: the selected tasks. Without a selection, the task whose row has the focus;
 * else the open task; else the active task of the list.
 */
export function targets({ selection, router, workspace }: Ui): readonly TaskId[] {
  const { selected, ids, active } = selection;
  if (selected.value.size > 0) return ids.value.filter((id) => selected.value.has(id));
  const isInList = document.activeElement?.closest('[data-id]') != null;
  const id = isInList ? active.value : (router.open.value ?? active.value);
  return id !== undefined && workspace.tasks.value.has(id) ? [id] : [];
}

export function setCompleted({ workspace }: Ui, ids: readonly TaskId[], completed: boolean): void {
  const changed = ids.filter((id) => workspace.tasks.value.get(id)?.completed === !completed);
  if (changed.length > 0) workspace.edit(changed, { completed });
}

/** Completes the tasks; if all of them are completed already, reopens them. */
export function toggleCompleted(ui: Ui, ids: readonly TaskId[]): void {
  const isOpen = ids.some((id) => ui.workspace.tasks.value.get(id)?.completed === false);
  setCompleted(ui, ids, isOpen);
}

export function setPriority({ workspace }: Ui, ids: readonly TaskId[], priority: Priority): void {
  const changed = ids.filter((id) => workspace.tasks.value.get(id)?.priority !== priority);
  if (changed.length > 0) workspace.edit(changed, { priority });
}

export function setDue({ workspace }: Ui, ids: readonly TaskId[], due: TaskDate | null): void {
  const changed = ids.filter((id) => workspace.tasks.value.get(id)?.due !== due);
  if (changed.length > 0) workspace.edit(changed, { due });
}

/**
 * Sets the due date of tasks to today. A single task keeps its time of day. Several tasks lose their times, because one
 * edit sets the same date for all.
 */
export function dueToday(ui: Ui, ids: readonly TaskId[]): void {
  const today = taskDate(textOf(ui.clock.today.value));
  const [id] = ids;
  const isOne = ids.length === 1 && id !== undefined;
  setDue(ui, ids, isOne ? withTimeOf(today, ui.workspace.tasks.value.get(id)?.due ?? null) : today);
}

function withTimeOf(day: TaskDate, old: TaskDate | null): TaskDate {
  return taskDate(day + (old?.slice(day.length) ?? ''));
}

export function deleteTasks(ui: Ui, ids: readonly TaskId[]): void {
  if (ids.length === 0) return;
  const { open } = ui.router;
  if (open.value !== undefined && ids.includes(open.value)) ui.router.openTask(undefined);
  ui.workspace.delete(ids);
}
