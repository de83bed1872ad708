import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { TaskId } from '../../../domain/identity.ts';
import { formatRoute, type Place, parseRoute, type Route } from './route.ts';

/** The URL of the page as signals, in step with the history of the browser. */
export interface Router {
  readonly place: ReadonlySignal<Place>;
  readonly open: ReadonlySignal<TaskId | undefined>;
  /** Returns the URL of a place, for links. */
  href(place: Place): string;
  go(place: Place): void;
  /** Goes to a place without a new entry in the browser's history, as for a search text that is being typed. */
  replace(place: Place): void;
  /** Opens a task beside the list; undefined closes the open task. */
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

  // The place is computed from the text of the URL, so that opening a task does not compute the view again.
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
      // If a task is open already, the new one replaces its history entry, so that one step back closes the panel.
      show({ place: route.value.place, open: id }, route.value.open !== undefined);
    },
  };
}
