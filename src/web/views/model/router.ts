import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { TaskId } from '../../../domain/identity.ts';
import { formatRoute, type Place, parseRoute, type Route } from './route.ts';

/** The address of the page as signals, kept in the history of the browser. */
export interface Router {
  readonly place: ReadonlySignal<Place>;
  readonly open: ReadonlySignal<TaskId | undefined>;
  /** Returns the address of a place, for links. */
  href(place: Place): string;
  go(place: Place): void;
  /** Shows the present place under another address, without an entry in the history: for text that is being typed. */
  replace(place: Place): void;
  /** Opens a task beside the place; undefined closes it. */
  openTask(id: TaskId | undefined): void;
}

/** @param base the path of the page, with `/` at the end */
export function createRouter(base: string): Router {
  const route = signal(current());
  addEventListener('popstate', () => {
    route.value = current();
  });

  function current(): Route {
    const { pathname, search } = location;
    return parseRoute(pathname.startsWith(base) ? pathname.slice(base.length) : '', search);
  }
  function show(next: Route, replaces: boolean): void {
    const address = base + formatRoute(next);
    if (address === location.pathname + location.search) return;
    if (replaces) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
    route.value = next;
  }

  // By the text of the address, so that a task that opens does not compute the view anew.
  const address = computed(() => formatRoute({ place: route.value.place, open: undefined }));
  const place = computed(() => {
    const [path = '', query = ''] = address.value.split('?');
    return parseRoute(path, query).place;
  });
  return {
    place,
    open: computed(() => route.value.open),
    href: (to) => base + formatRoute({ place: to, open: undefined }),
    go: (to) => show({ place: to, open: undefined }, false),
    replace: (to) => show({ place: to, open: route.value.open }, true),
    openTask: (id) => {
      // Where a task is open already, another one takes its entry: one step back closes it.
      show({ place: route.value.place, open: id }, route.value.open !== undefined);
    },
  };
}
