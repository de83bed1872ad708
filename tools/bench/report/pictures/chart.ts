import { dot, line, text } from '../../../support/svg.ts';
import { linear, logarithmic, roomyLogarithmic, type Scale } from '../scale.ts';

export interface Series {
  readonly name: string;
  readonly kind: string;
  readonly isDashed?: boolean;
  readonly points: readonly (readonly [number, number])[];
}

interface Chart {
  readonly title: string;
  /** A note to the right of the title. */
  readonly hint?: string;
  readonly x: { readonly name: string; readonly isLogarithmic: boolean };
  readonly y: { readonly isLogarithmic: boolean };
  /** The left, top, right and bottom coordinates of the plot area. The names of the lines are to its right. */
  readonly box: readonly [number, number, number, number];
  readonly series: readonly Series[];
}

/** The minimum vertical distance between the names of two lines. */
const BETWEEN_NAMES = 14;

/** Draws a line chart over a grid, with the name of each line at its end. */
export function chart({ title, hint = '', x, y, box, series: all }: Chart): string[] {
  const [left, top, right, bottom] = box;
  const series = all.map((each) => ({ ...each, points: each.points.filter(([, value]) => Number.isFinite(value)) }));
  const xs = series.flatMap(({ points }) => points.map(([value]) => value));
  const ys = series.flatMap(({ points }) => points.map(([, value]) => value));
  const headings = [
    text('ink', left - 46, top - 18, title, { bold: true, size: 14 }),
    text('soft', right, top - 18, hint, { anchor: 'end', size: 12 }),
    text('soft', right, bottom + 36, x.name, { anchor: 'end', size: 12 }),
  ];
  // Without values the chart shows "n/a": processor time is measured only on Linux.
  if (ys.length === 0) return [...headings, text('soft', left, (top + bottom) / 2, 'n/a')];
  const horizontal = (x.isLogarithmic ? logarithmic : linear)(Math.min(...xs), Math.max(...xs), left, right);
  const vertical = (y.isLogarithmic ? roomyLogarithmic : linear)(Math.min(...ys), Math.max(...ys), bottom, top);
  return [
    ...headings,
    ...grid(horizontal, vertical, box),
    ...series.flatMap((each) => drawn(each, horizontal, vertical)),
    ...namesOf(series, right + 8, vertical),
  ];
}

function grid(horizontal: Scale, vertical: Scale, [left, , right, bottom]: Chart['box']): string[] {
  const rows = vertical.ticks.flatMap((tick) => {
    const y = vertical.at(tick);
    const row = [[left, y] as const, [right, y] as const];
    return [line('grid', row), text('soft', left - 8, y + 4, short(tick), { anchor: 'end', size: 12 })];
  });
  const columns = horizontal.ticks.map((tick) =>
    text('soft', horizontal.at(tick), bottom + 18, short(tick), { anchor: 'middle', size: 12 }),
  );
  return [...rows, ...columns];
}

function drawn({ kind, isDashed, points }: Series, horizontal: Scale, vertical: Scale): string[] {
  const coordinates = points.map(([x, y]) => [horizontal.at(x), vertical.at(y)] as const);
  return [
    line(`line ${kind}${isDashed ? ' dashed' : ''}`, coordinates),
    ...coordinates.map(([x, y]) => dot(kind, x, y)),
  ];
}

/** Draws the name of each line at the end of the line, moved down if it would overlap another name. */
function namesOf(series: readonly Series[], x: number, vertical: Scale): string[] {
  const ends = series.flatMap(({ name, kind, points }) => {
    const end = points.at(-1);
    return end === undefined ? [] : [{ name, kind, y: vertical.at(end[1]) + 4 }];
  });
  let least = Number.NEGATIVE_INFINITY;
  return ends
    .toSorted((a, b) => a.y - b.y)
    .map(({ name, kind, y }) => {
      const labelY = Math.max(y, least);
      least = labelY + BETWEEN_NAMES;
      return text(`name ${kind}`, x, labelY, name, { size: 12 });
    });
}

/** Formats the value of an axis tick, as 10k or 2M. */
function short(value: number): string {
  if (value >= 1e6) return `${value / 1e6}M`;
  return value >= 1e4 ? `${value / 1e3}k` : value.toLocaleString('en', { maximumSignificantDigits: 3 });
}
