import { dayOf } from '../../../domain/time/day.ts';
import { isAllDay } from '../../../domain/time/span.ts';
import type { Item } from '../model/items.ts';

/**
 * The heights of the lines of a list, in pixels. The style sheet has the same in `--row`, `--row-tall` and `--group`.
 */
const HEIGHTS = { row: 44, tall: 64, group: 52 } as const;

/** Where each line begins, in pixels from the top of the list; the last entry is the height of the list. */
export type Offsets = Float64Array;

/** @param isNarrow true in a narrow window, where a task with words below its title is taller */
export function offsetsOf(items: readonly Item[], isNarrow: boolean): Offsets {
  const offsets = new Float64Array(items.length + 1);
  let top = 0;
  for (const [index, item] of items.entries()) {
    offsets[index] = top;
    top += heightOf(item, isNarrow);
  }
  offsets[items.length] = top;
  return offsets;
}

function heightOf(item: Item, isNarrow: boolean): number {
  if (item.kind === 'group') return HEIGHTS.group;
  return isNarrow && hasMeta(item) ? HEIGHTS.tall : HEIGHTS.row;
}

/** Returns whether a row has words beside its title. */
function hasMeta({ task, day }: Extract<Item, { kind: 'task' }>): boolean {
  const { due, start, list, tags, priority, description } = task;
  const hasDay = due !== null ? !isAllDay(due) || dayOf(due) !== day : start !== null && day === undefined;
  return hasDay || list !== null || tags.length > 0 || priority !== 'none' || !!description;
}

/** Returns the first and the last line that overlap the pixels from `top` to `bottom`. */
export function range(offsets: Offsets, top: number, bottom: number): readonly [first: number, last: number] {
  const last = offsets.length - 2;
  return [Math.min(lineAt(offsets, top), last), Math.min(lineAt(offsets, bottom), last)];
}

/** Returns the last line that begins at or above `y`, by binary search. */
function lineAt(offsets: Offsets, y: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}
