import { bar, picture, text } from '../../../support/svg.ts';
import type { RivalName } from '../../environment/kinds.ts';
import { describe } from '../machine.ts';
import { LABELS } from '../progress.ts';
import { type Comparison, casesOf, compare, type Results } from '../results.ts';
import { bars, type Group, PITCH } from './bars.ts';
import { chart } from './chart.ts';

const WIDTH = 900;
const MARGIN = 24;
/** Where the bars begin, from the top. */
const TOP = 128;
/** Left and right of the bars, and where their ratios end. */
const RATES = { left: 108, right: 350, ratio: 452 };
const COSTS = { left: 500, right: 770, ratio: WIDTH - MARGIN };
/** From the last bar to the curve, its height, and what is below it. */
const CURVE = { above: 48, height: 230, below: 64 };
const RIVALS = ['taskport', 'baseline'] as const;
const KIND: Readonly<Record<RivalName, string>> = { taskport: 'a', baseline: 'b' };

/** Rates, costs, and what becomes of latency, in one picture. */
export function benchPicture({ environment, measured, curve }: Results): string {
  const connections = Math.max(...measured.map((each) => each.connections));
  const scenarios = casesOf(measured).filter((each) => each.connections === connections);
  const comparisons = scenarios.map(({ scenario }) => compare(measured, scenario, connections));
  const bottom = TOP + scenarios.length * PITCH + CURVE.above;
  const title = 'Taskport beside a small server written by hand: requests a second, processor time, latency';
  return picture(WIDTH, bottom + CURVE.height + CURVE.below, title, [
    text('ink', MARGIN, 36, 'Taskport, and a small server written by hand', { size: 18, bold: true }),
    text('soft', MARGIN, 58, `${describe(environment)}; load, server and database on one machine`, { size: 12 }),
    ...legend(),
    ...heading(MARGIN, `Requests a second, ${connections} connections`, 'more is better', RATES.ratio),
    ...heading(COSTS.left, 'Processor time a request, µs', 'less is better', COSTS.ratio),
    text('soft', COSTS.left, TOP - 12, 'server, and lighter, PostgreSQL', { size: 12 }),
    ...scenarios.map(({ scenario }, i) => text('ink', MARGIN, TOP + i * PITCH + 20, scenario)),
    ...bars({ ...RATES, top: TOP, groups: comparisons.map(ratesOf) }),
    ...bars({ ...COSTS, top: TOP, groups: comparisons.map(costsOf) }),
    ...curveOf(curve, bottom),
  ]);
}

function legend(): string[] {
  return RIVALS.flatMap((rival, i) => {
    const x = WIDTH - MARGIN - 180 + i * 100;
    return [bar(KIND[rival], x, 25, 12, 12), text('ink', x + 18, 36, LABELS[rival])];
  });
}

function heading(x: number, words: string, hint: string, ratioAt: number): string[] {
  return [
    text('ink', x, TOP - 30, words, { size: 14, bold: true }),
    text('soft', ratioAt, TOP - 30, hint, { size: 12, anchor: 'end' }),
    text('soft', ratioAt, TOP - 12, 'Taskport / baseline', { size: 12, anchor: 'end' }),
  ];
}

function ratesOf(comparison: Comparison): Group {
  const barOf = (rival: RivalName) => ({ kind: KIND[rival], parts: [comparison[rival].perSecond.median] });
  return { bars: RIVALS.map(barOf), ratio: comparison.ratio.perSecond.median };
}

function costsOf(comparison: Comparison): Group {
  const partsOf = (rival: RivalName) => [comparison[rival].serverCpu.median, comparison[rival].postgresCpu.median];
  const bars = RIVALS.map((rival) => ({ kind: KIND[rival], parts: partsOf(rival) }));
  return { bars, ratio: comparison.ratio.cpu.median };
}

function curveOf(curve: Results['curve'], top: number): string[] {
  const series = RIVALS.flatMap((rival) => {
    const own = curve.filter((each) => each.rival === rival);
    return (['p99', 'p50'] as const).map((percentile) => ({
      name: `${LABELS[rival]} ${percentile}`,
      kind: KIND[rival],
      isDashed: percentile === 'p99',
      points: own.map((each) => [each.rate, each[percentile]] as const),
    }));
  });
  return chart({
    title: 'Latency at a constant rate, ms',
    hint: 'mixed, counted from when each request was due',
    x: { name: 'requests a second', isLogarithmic: false },
    y: { isLogarithmic: true },
    box: [MARGIN + 46, top + 20, WIDTH - 120, top + CURVE.height],
    series,
  });
}
