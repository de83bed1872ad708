import { picture, text } from '../../../support/svg.ts';
import { type GrowthMeasurement, type GrowthResults, type Point, pointsOf } from '../growth-results.ts';
import { describeMachine } from '../machine.ts';
import { chart, type Series } from './chart.ts';

const [WIDTH, HEIGHT, MARGIN] = [900, 650, 24];
/** The left and right x coordinates of the two columns of charts. */
const COLUMNS = [
  [70, 370],
  [520, 820],
] as const;
const ROWS = [
  [122, 312],
  [406, 586],
] as const;
const KINDS: Readonly<Record<string, string>> = { get: 'a', list: 'c', toggle: 'd', create: 'e', page: 'c' };

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly column: 0 | 1;
  readonly row: 0 | 1;
  readonly measurements: readonly GrowthMeasurement[];
  readonly of: (point: Point) => number;
}

/** Draws charts of latency and processor time, by table size and by page number of a list. */
export function growthPicture({ environment, byRows, byPage }: GrowthResults): string {
  const p50 = (point: Point) => point.p50.median;
  const cpu = (point: Point) => point.cpu.median;
  const rows = { unit: 'tasks in the table', row: 0, measurements: byRows } as const;
  const pages = { unit: 'number of the page', row: 1, measurements: byPage } as const;
  return picture(WIDTH, HEIGHT, 'What a request costs while the table grows, and a page far down a list', [
    text('ink', MARGIN, 36, 'What a request costs while the table grows', { size: 18, bold: true }),
    text('soft', MARGIN, 58, `${describeMachine(environment)}; 10 connections, random users`, {
      size: 12,
    }),
    ...panel({ ...rows, column: 0, title: 'Median latency, ms', of: p50 }),
    ...panel({ ...rows, column: 1, title: 'Processor time a request, µs', of: cpu }),
    ...panel({ ...pages, column: 0, title: 'Page of a list of 100,000: median latency, ms', of: p50 }),
    ...panel({ ...pages, column: 1, title: 'The same: processor time, µs', of: cpu }),
  ]);
}

function panel({ title, unit, column, row, measurements, of }: Panel): string[] {
  const series = [...pointsOf(measurements)].map(
    ([name, points]): Series => ({
      name,
      kind: KINDS[name] ?? 'a',
      points: points.map((point) => [point.at, of(point)]),
    }),
  );
  return chart({
    title,
    x: { name: unit, isLogarithmic: true },
    y: { isLogarithmic: false },
    box: [COLUMNS[column][0], ROWS[row][0], COLUMNS[column][1], ROWS[row][1]],
    series,
  });
}
