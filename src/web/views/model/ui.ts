import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { TaskId } from '../../../domain/identity.ts';
import type { Session } from '../../state/session.ts';
import type { Workspace } from '../../state/workspace.ts';
import type { Reader } from '../../texts/day-words.ts';
import { type Clock, startClock } from './clock.ts';
import { type Counts, countsOf } from './counts.ts';
import { grouped, type Item } from './items.ts';
import { OrderedTasks } from './ordered-tasks.ts';
import { localeOf, preferences } from './preferences.ts';
import { createRouter, type Router } from './router.ts';
import { Selection } from './selection.ts';
import { type View, viewOf } from './view-of.ts';

/** The fields of tasks whose values can be chosen in a dialog. */
export type ChosenField = 'due' | 'priority' | 'list' | 'tag';

/** The dialog that is open. There is never more than one. */
export type Dialog =
  | { readonly kind: 'palette' | 'help' | 'settings' | 'drawer' }
  | { readonly kind: 'choose'; readonly field: ChosenField; readonly ids: readonly TaskId[] };

/** The state of the user interface: the workspace with the tasks, and signals that are computed from it. */
export interface Ui {
  readonly workspace: Workspace;
  readonly session: Session;
  readonly hasAccount: boolean;
  readonly router: Router;
  readonly clock: Clock;
  readonly reader: ReadonlySignal<Reader>;
  readonly view: ReadonlySignal<View>;
  readonly items: ReadonlySignal<readonly Item[]>;
  readonly counts: ReadonlySignal<Counts>;
  readonly selection: Selection;
  /** The task whose title the user is editing in its row, if any. */
  readonly editing: Signal<TaskId | undefined>;
  readonly dialog: Signal<Dialog | undefined>;
}

export function createUi(workspace: Workspace, session: Session, hasAccount: boolean, base: string): Ui {
  const router = createRouter(base);
  const clock = startClock();
  const moment = computed(() => ({ now: clock.now.value, zone: clock.zone }));
  const view = computed(() => viewOf(router.place.value, moment.value));
  const ordered = new OrderedTasks();
  const items = computed(() => {
    const shown = ordered.update(workspace.tasks.value, view.value, moment.value);
    return grouped(shown, view.value.grouping, moment.value);
  });
  const selection = new Selection(items);
  effect(() => {
    // Clears the selection when the place changes, because then other tasks are shown.
    router.place.value;
    selection.reset();
  });
  return {
    workspace,
    session,
    hasAccount,
    router,
    clock,
    reader: computed(() => ({
      language: localeOf(preferences.language.value, navigator.languages),
      zone: clock.zone,
      today: clock.today.value,
    })),
    view,
    items,
    counts: computed(() => countsOf(workspace.tasks.value.values(), moment.value)),
    selection,
    editing: signal(undefined),
    dialog: signal(undefined),
  };
}

const UiContext = createContext<Ui | undefined>(undefined);
export const UiProvider = UiContext.Provider;

/** Returns the state of the user interface, for a component. @throws Error outside of {@link UiProvider} */
export function useUi(): Ui {
  const ui = useContext(UiContext);
  if (ui === undefined) throw new Error('useUi() needs a UiProvider around it');
  return ui;
}
