import type { ActionId } from '../keyboard/actions.ts';
import type { PastChange, Refusal, Verb } from '../state/workspace.ts';
import { pluralOf } from './plural.ts';

const plural = pluralOf('en');
const what = (titles: readonly string[]) =>
  plural(titles.length, { one: `“${titles[0]}”`, other: `${titles.length} tasks` });

const actions: Readonly<Record<ActionId, string>> = {
  add: 'Add a task',
  search: 'Search',
  palette: 'Find an action',
  help: 'Keyboard',
  close: 'Close',
  undo: 'Undo',
  settings: 'Settings',
  signOut: 'Sign out',
  next: 'Next task',
  previous: 'Previous task',
  first: 'First task',
  last: 'Last task',
  extendDown: 'Extend downwards',
  extendUp: 'Extend upwards',
  open: 'Open the task',
  complete: 'Complete, or reopen',
  edit: 'Edit the title',
  select: 'Select',
  selectAll: 'Select all tasks',
  dueToday: 'Due today',
  due: 'Set the due date',
  priority: 'Set the priority',
  list: 'Move to a list',
  tag: 'Add or remove a tag',
  urgent: 'Priority urgent',
  high: 'Priority high',
  medium: 'Priority medium',
  low: 'Priority low',
  none: 'No priority',
  delete: 'Delete',
  goInbox: 'Go to the inbox',
  goToday: 'Go to today',
  goUpcoming: 'Go to upcoming',
  goDone: 'Go to done',
  goFilter: 'Write a filter',
  goPast: 'Look at the past',
};

const verbs: Readonly<Record<Verb, (titles: readonly string[]) => string>> = {
  create: (titles) => `Added ${what(titles)}`,
  edit: (titles) => `Changed ${what(titles)}`,
  complete: (titles) => `Completed ${what(titles)}`,
  reopen: (titles) => `Reopened ${what(titles)}`,
  delete: (titles) => `Deleted ${what(titles)}`,
  undo: (titles) => `Undid the change of ${what(titles)}`,
};

const reasons: Readonly<Record<Refusal['reason'], (title: string) => string>> = {
  conflict: (title) => `“${title}” was changed here and elsewhere. Which shall count?`,
  deleted: (title) => `“${title}” was deleted elsewhere while you changed it.`,
  changed: (title) => `“${title}” was changed elsewhere, and therefore not deleted.`,
  invalid: (title) => `The service did not accept the change of “${title}”.`,
  'in-the-way': (title) => `“${title}” was changed again later, and the change could not be undone.`,
};

const kinds: Readonly<Record<PastChange['kind'], string>> = {
  created: 'Created',
  updated: 'Changed',
  completed: 'Completed',
  reopened: 'Reopened',
  deleted: 'Deleted',
  restored: 'Restored',
};

/** The English names of actions, and the English messages about changes that the user has made. */
export const enActs = {
  actions,
  verbs,
  reasons,
  kinds,
  undo: 'Undo',
  undone: 'That was undone.',
  refusals: {
    title: (n: number) => plural(n, { one: '1 change needs a decision', other: `${n} changes need a decision` }),
    mine: 'Mine',
    theirs: 'Elsewhere',
    keepMine: 'Keep mine',
    takeTheirs: 'Take the other',
    copy: 'Keep both as two tasks',
    deleteMine: 'Delete anyway',
    keepTask: 'Keep the task',
    leave: 'Leave it deleted',
    asNew: 'Keep mine as a new task',
    tryAgain: 'Try again',
    drop: 'Drop the change',
  },
  selection: {
    count: (n: number) => plural(n, { one: '1 selected', other: `${n} selected` }),
    clear: 'Clear the selection',
    label: 'Selected tasks',
    start: 'Select tasks',
  },
  sections: { move: 'Move', task: 'Tasks', go: 'Go to', app: 'Everywhere' },
  keys: { after: 'then' },
};
