import type { ChosenField, Ui } from '../views/model/ui.ts';
import type { ActionId } from './actions.ts';
import { deleteTasks, dueToday, setPriority, targets, toggleCompleted } from './task-acts.ts';

/** Runs an action. An action that changes tasks does nothing if no task is selected, open or active. */
export function runAction(id: ActionId, ui: Ui): void {
  RUN[id](ui);
}

const RUN: Readonly<Record<ActionId, (ui: Ui) => void>> = {
  add: focusQuickAdd,
  search: (ui) => ui.router.go({ name: 'search', q: '' }),
  palette: (ui) => show(ui, 'palette'),
  undo: ({ workspace }) => workspace.undo(),
  help: (ui) => show(ui, 'help'),
  settings: (ui) => show(ui, 'settings'),
  close,
  signOut: (ui) => show(ui, 'settings'),
  goInbox: ({ router }) => router.go({ name: 'inbox' }),
  goToday: ({ router }) => router.go({ name: 'today' }),
  goUpcoming: ({ router }) => router.go({ name: 'upcoming' }),
  goDone: ({ router }) => router.go({ name: 'done' }),
  goFilter: ({ router }) => router.go({ name: 'filter', filter: 'not completed', sort: '' }),
  goPast: ({ router }) => router.go({ name: 'past' }),
  next: (ui) => move(ui, 1),
  previous: (ui) => move(ui, -1),
  first: ({ selection }) => selection.focus(selection.ids.value[0]),
  last: ({ selection }) => selection.focus(selection.ids.value.at(-1)),
  extendDown: ({ selection }) => selection.move(1, true),
  extendUp: ({ selection }) => selection.move(-1, true),
  select: ({ selection }) => {
    if (selection.active.value !== undefined) selection.toggle(selection.active.value);
  },
  selectAll: ({ selection }) => selection.selectAll(),
  open: ({ router, selection }) => {
    if (selection.active.value !== undefined) router.openTask(selection.active.value);
  },
  complete: (ui) => toggleCompleted(ui, targets(ui)),
  edit: ({ editing, selection }) => {
    editing.value = selection.active.value;
  },
  dueToday: (ui) => dueToday(ui, targets(ui)),
  due: (ui) => choose(ui, 'due'),
  priority: (ui) => choose(ui, 'priority'),
  list: (ui) => choose(ui, 'list'),
  tag: (ui) => choose(ui, 'tag'),
  urgent: (ui) => setPriority(ui, targets(ui), 'urgent'),
  high: (ui) => setPriority(ui, targets(ui), 'high'),
  medium: (ui) => setPriority(ui, targets(ui), 'medium'),
  low: (ui) => setPriority(ui, targets(ui), 'low'),
  none: (ui) => setPriority(ui, targets(ui), 'none'),
  delete: (ui) => deleteTasks(ui, targets(ui)),
};

function show({ dialog }: Ui, kind: 'palette' | 'help' | 'settings'): void {
  dialog.value = { kind };
}

function choose(ui: Ui, field: ChosenField): void {
  const ids = targets(ui);
  if (ids.length > 0) ui.dialog.value = { kind: 'choose', field, ids };
}

/** Closes the task that is open, or else clears the selection. Dialogs close by themselves. */
function close({ router, selection }: Ui): void {
  if (router.open.value !== undefined) {
    router.openTask(undefined);
    selection.focus(selection.active.value);
  } else if (selection.selected.value.size > 0 || selection.selecting.value) selection.clear();
}

/** Makes the task `by` rows further the active one. If a task is open in the panel, shows the active task there. */
function move({ selection, router }: Ui, by: number): void {
  selection.move(by, false);
  if (router.open.value !== undefined) router.openTask(selection.active.value);
}

function focusQuickAdd({ router }: Ui): void {
  const input = () => document.querySelector<HTMLElement>('#quick-add');
  // An input that exists gets the focus at once. After the next animation frame, a key that is meant for the input may
  // already have run an action instead.
  if (input() === null) {
    router.go({ name: 'inbox' });
    requestAnimationFrame(() => input()?.focus());
  } else input()?.focus();
}
