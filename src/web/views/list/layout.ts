import { partitionPoint } from '../../../domain/partition-point.ts';
import { dayOf } from '../../../domain/time/day.ts';
import { isAllDay } from '../../../domain/time/span.ts';
import type { Item } from '../model/items.ts';

/**
 * The heights in pixels of the rows of tasks and of the group headings. `--row`, `--row-tall` and `--group` in the
 * style sheet must have these values, too.
 */
const HEIGHTS = { row: 44, tall: 64, group: 52 } as const;

/**
 * For each row or heading of the list, the distance of its upper edge from the top of the list, in pixels. The last
 * entry is the height of the list.
 */
export type Offsets = Float64Array;

/**
 * Returns the distances of the rows and headings from the top of the list.
 *
 * @param isNarrow true in a narrow window, where details such as the due date are below the title, so that the row is
 *   taller
 */
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

/** Returns whether the row of a task has details, such as a due date or tags, beside its title. */
function hasMeta({ task, day }: Extract<Item, { kind: 'task' }>): boolean {
  const { due, start, list, tags, priority, description } = task;
  const hasDay = due !== null ? !isAllDay(due) || dayOf(due) !== day : start !== null && day === undefined;
  return hasDay || list !== null || tags.length > 0 || priority !== 'none' || !!description;
}

/** Returns the indices of the first and the last row or heading that overlap the pixels from `top` to `bottom`. */
export function range(offsets: Offsets, top: number, bottom: number): readonly [first: number, last: number] {
  const last = offsets.length - 2;
  return [Math.min(lineAt(offsets, top), last), Math.min(lineAt(offsets, bottom), last)];
}

/** Returns the index of the last row or heading whose upper edge is at or above `y`; 0 if there is none. */
function lineAt(offsets: Offsets, y: number): number {
  return Math.max(0, partitionPoint(offsets, (offset) => offset <= y) - 1);
}
