import { bar, text } from '../../../support/svg.ts';
import { figure } from '../format.ts';

/** A stacked bar; its parts are drawn from left to right. */
interface Bar {
  readonly kind: string;
  readonly parts: readonly number[];
}

/** The bars of one scenario, one for each server, and the ratio between the servers. */
export interface Group {
  readonly bars: readonly Bar[];
  readonly ratio: number;
}

interface Bars {
  /** The x coordinate where all bars begin. */
  readonly left: number;
  /** The x coordinate where the longest bar ends. */
  readonly right: number;
  /** The x coordinate where the text of each ratio ends. */
  readonly ratio: number;
  readonly top: number;
  readonly groups: readonly Group[];
}

/** The height of a bar. */
const HEIGHT = 15;
/** The vertical distance from the top of a group of bars to the top of the next group. */
export const PITCH = 44;

/** Draws groups of horizontal bars on one scale, with the value of each bar at the end of the bar. */
export function bars({ left, right, ratio, top, groups }: Bars): string[] {
  const most = Math.max(...groups.flatMap((group) => group.bars.map(({ parts }) => sum(parts))));
  const scale = (right - left) / most;
  return groups.flatMap((group, i) => {
    const y = top + i * PITCH;
    const drawn = group.bars.flatMap((each, j) => drawnBar(each, left, y + j * (HEIGHT + 2), scale));
    const compared = `${figure(group.ratio, 2)}${Number.isFinite(group.ratio) ? '×' : ''}`;
    return [...drawn, text('ink', ratio, y + 20, compared, { anchor: 'end', bold: true })];
  });
}

function drawnBar({ kind, parts }: Bar, left: number, y: number, scale: number): string[] {
  const all = sum(parts);
  if (!Number.isFinite(all)) return [text('soft', left, y + 12, 'n/a', { size: 12 })];
  let x = left;
  const drawn = parts.map((part, i) => {
    const width = part * scale;
    x += width;
    return bar(`${kind}${i > 0 ? ' rest' : ''}`, x - width, y, width, HEIGHT);
  });
  return [...drawn, text('soft', x + 6, y + 12, figure(all), { size: 12 })];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
