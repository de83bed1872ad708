import type { TimePosition } from '../../../ports/access/token-repository.ts';

/**
 * Returns a page of items, the newest first. The page begins after the position `after`, or else with the newest item.
 */
export function newestFirst<Item extends { readonly id: string }>(
  items: readonly Item[],
  timeOf: (item: Item) => number,
  after: TimePosition | undefined,
  limit: number,
): Item[] {
  const isAfter = (item: Item, { at, id }: TimePosition) => timeOf(item) < at || (timeOf(item) === at && item.id < id);
  return items
    .filter((item) => after === undefined || isAfter(item, after))
    .toSorted((one, other) => timeOf(other) - timeOf(one) || (one.id < other.id ? 1 : -1))
    .slice(0, limit);
}
