import type { SavedFilter } from '../../state/workspace.ts';
import type { Texts } from '../../texts/en.ts';
import type { Place } from '../model/route.ts';

/** Returns the heading of a view, such as `Today`. For a saved filter, that is the name of the filter. */
export function titleOf(place: Place, { views }: Texts, saved: readonly SavedFilter[]): string {
  if (place.name === 'list') return place.value;
  if (place.name === 'tag') return `@${place.value}`;
  if (place.name === 'filter') {
    const found = saved.find(({ filter, sort }) => filter === place.filter && sort === place.sort);
    return found?.name ?? views.filter;
  }
  return views[place.name];
}
