import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { TaskId } from '../../../domain/identity.ts';
import { formatRoute, type Place, parseRoute, type Route } from './route.ts';

/**
 * The place and the open task that the URL of the page names, as signals. They follow the browser's back and forward
 * buttons.
 */
export interface Router {
  readonly place: ReadonlySignal<Place>;
  readonly open: ReadonlySignal<TaskId | undefined>;
  /** Returns the URL for a link to a place such as Today. */
  href(place: Place): string;
  go(place: Place): void;
  /** Goes to a place without adding an entry to the browser's history, for example while a search text is typed. */
  replace(place: Place): void;
  /** Opens a task in the panel beside the list; undefined closes the panel. */
  openTask(id: TaskId | undefined): void;
}

/** @param base the path of the page in its URL, with `/` at the end */
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

  // The place is computed from a text without the open task. While this text stays the same, the signal does not
  // change, so opening a task does not compute the view again.
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
      // If a task is open already, the new task replaces its entry in the browser's history, so that going back once
      // closes the panel.
      show({ place: route.value.place, open: id }, route.value.open !== undefined);
    },
  };
}
