/** The sections of the help about the keyboard, in the order in which they are shown. */
export const SECTIONS = ['app', 'go', 'move', 'task'] as const;

interface Row {
  readonly section: (typeof SECTIONS)[number];
  /** The keys that run the action, as {@link keyOf} names them. `g i` means `g` and then `i`. */
  readonly keys: readonly string[];
}

/** The table of all actions, from which the keyboard, the command palette and the help are derived. */
const TABLE = {
  add: { section: 'app', keys: ['q'] },
  search: { section: 'app', keys: ['/'] },
  palette: { section: 'app', keys: ['Ctrl+k'] },
  undo: { section: 'app', keys: ['Ctrl+z'] },
  help: { section: 'app', keys: ['?'] },
  settings: { section: 'app', keys: [','] },
  close: { section: 'app', keys: ['Escape'] },
  signOut: { section: 'app', keys: [] },
  goInbox: { section: 'go', keys: ['g i'] },
  goToday: { section: 'go', keys: ['g t'] },
  goUpcoming: { section: 'go', keys: ['g u'] },
  goDone: { section: 'go', keys: ['g d'] },
  goFilter: { section: 'go', keys: ['g f'] },
  goPast: { section: 'go', keys: ['g p'] },
  next: { section: 'move', keys: ['j', 'ArrowDown'] },
  previous: { section: 'move', keys: ['k', 'ArrowUp'] },
  first: { section: 'move', keys: ['Home'] },
  last: { section: 'move', keys: ['End'] },
  extendDown: { section: 'move', keys: ['Shift+ArrowDown', 'J'] },
  extendUp: { section: 'move', keys: ['Shift+ArrowUp', 'K'] },
  select: { section: 'move', keys: ['v'] },
  selectAll: { section: 'move', keys: ['V'] },
  open: { section: 'task', keys: ['Enter'] },
  complete: { section: 'task', keys: ['x'] },
  edit: { section: 'task', keys: ['e'] },
  dueToday: { section: 'task', keys: ['t'] },
  due: { section: 'task', keys: ['d'] },
  list: { section: 'task', keys: ['l'] },
  tag: { section: 'task', keys: ['a'] },
  priority: { section: 'task', keys: ['p'] },
  urgent: { section: 'task', keys: ['1'] },
  high: { section: 'task', keys: ['2'] },
  medium: { section: 'task', keys: ['3'] },
  low: { section: 'task', keys: ['4'] },
  none: { section: 'task', keys: ['0'] },
  delete: { section: 'task', keys: ['#', 'Delete'] },
} satisfies Record<string, Row>;

export type ActionId = keyof typeof TABLE;

export interface Action extends Row {
  readonly id: ActionId;
}

export const ACTIONS: readonly Action[] = Object.entries(TABLE).map(([id, row]) => ({ id: id as ActionId, ...row }));

/** Returns the keys that run an action. */
export function keysOf(id: ActionId): readonly string[] {
  return TABLE[id].keys;
}

const byKeys = new Map(ACTIONS.flatMap(({ id, keys }) => keys.map((each) => [each, id] as const)));

/** Returns the action of the typed keys; `prefix` if the keys only begin a sequence such as `g i`. */
export function actionOf(typed: string): ActionId | 'prefix' | undefined {
  const found = byKeys.get(typed);
  if (found !== undefined) return found;
  for (const keys of byKeys.keys()) if (keys.startsWith(`${typed} `)) return 'prefix';
  return undefined;
}
