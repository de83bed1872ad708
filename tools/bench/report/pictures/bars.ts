import { bar, text } from '../../../support/svg.ts';
import { figure } from '../format.ts';

/** One bar of a group: what it is made of, from the left. */
interface Bar {
  readonly kind: string;
  readonly parts: readonly number[];
}

/** Bars that belong together, and a number that compares them. */
export interface Group {
  readonly bars: readonly Bar[];
  readonly ratio: number;
}

interface Bars {
  /** Where bars begin, where the longest ends, and where the ratio ends. */
  readonly left: number;
  readonly right: number;
  readonly ratio: number;
  readonly top: number;
  readonly groups: readonly Group[];
}

/** How high a bar is, and how far one group is from the next. */
const HEIGHT = 15;
export const PITCH = 44;

/** Lying bars, all to one scale, with their numbers at their ends. */
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
  // Where nothing could be measured there is no bar.
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
