import type { Texts } from '../../texts/en.ts';
import type { Place } from '../model/route.ts';

/** Returns the heading of a view. */
export function titleOf(place: Place, { views }: Texts): string {
  if (place.name === 'list') return place.value;
  if (place.name === 'tag') return `@${place.value}`;
  return views[place.name];
}
