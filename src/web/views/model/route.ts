import { type TaskId, taskId } from '../../../domain/identity.ts';

/** A place in the navigation of the page, such as Today, a list or a tag. It decides which tasks are shown. */
export type Place =
  | { readonly name: 'inbox' | 'today' | 'upcoming' | 'done' | 'past' }
  | { readonly name: 'list' | 'tag'; readonly value: string }
  | { readonly name: 'search'; readonly q: string }
  | { readonly name: 'filter'; readonly filter: string; readonly sort: string };

/** The state that a URL of the page names: a place such as Today, and the task that is open beside its list. */
export interface Route {
  readonly place: Place;
  readonly open: TaskId | undefined;
}

/**
 * Returns the place and the open task that the path and the query string of a URL name; the inbox if they name no
 * place.
 */
export function parseRoute(path: string, search: string): Route {
  const [name = '', value = ''] = path.split('/');
  const query = new URLSearchParams(search);
  return { place: placeOf(name, decode(value), query), open: openOf(query.get('task')) };
}

/** Returns the path and the query string of a route, such as `list/Home?task=…`, without the base path of the page. */
export function formatRoute({ place, open }: Route): string {
  const query = new URLSearchParams();
  if (place.name === 'search' && place.q !== '') query.set('q', place.q);
  if (place.name === 'filter') {
    query.set('filter', place.filter);
    if (place.sort !== '') query.set('sort', place.sort);
  }
  if (open !== undefined) query.set('task', open);
  const path = 'value' in place ? `${place.name}/${encodeURIComponent(place.value)}` : place.name;
  return query.size === 0 ? path : `${path}?${query}`;
}

function placeOf(name: string, value: string, query: URLSearchParams): Place {
  switch (name) {
    case 'today':
    case 'upcoming':
    case 'done':
    case 'past':
      return { name };
    case 'list':
    case 'tag':
      return value === '' ? { name: 'inbox' } : { name, value };
    case 'search':
      return { name, q: query.get('q') ?? '' };
    case 'filter':
      return { name, filter: query.get('filter') ?? '', sort: query.get('sort') ?? '' };
    default:
      return { name: 'inbox' };
  }
}

function openOf(text: string | null): TaskId | undefined {
  try {
    return text === null ? undefined : taskId(text);
  } catch {
    return undefined;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
