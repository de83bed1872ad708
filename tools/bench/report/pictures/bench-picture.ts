import { bar, picture, text } from '../../../support/svg.ts';
import { describeMachine } from '../machine.ts';
import { LABELS } from '../progress.ts';
import { type Comparison, casesOf, compare, type Results } from '../results.ts';
import { bars, type Group, PITCH } from './bars.ts';
import { chart } from './chart.ts';

const WIDTH = 900;
const MARGIN = 24;
/** The y coordinate of the first bar. */
const TOP = 128;
/** The x coordinates where bars begin, where the longest bar ends, and where the texts of the ratios end. */
const RATES = { left: 108, right: 350, ratio: 452 };
const COSTS = { left: 500, right: 770, ratio: WIDTH - MARGIN };
/** The space above the latency curve, its height, and the space below it. */
const CURVE = { above: 48, height: 230, below: 64 };
const SERVERS = ['taskport', 'baseline'] as const;
const KIND = { taskport: 'a', baseline: 'b' } as const;
type Drawn = keyof typeof KIND;

/** Draws three charts: peak request rates, processor time per request, and latency at constant request rates. */
export function benchPicture({ environment, measured, curve }: Results): string {
  const connections = Math.max(...measured.map((each) => each.connections));
  const scenarios = casesOf(measured).filter((each) => each.connections === connections);
  const comparisons = scenarios.map(({ scenario }) => compare(measured, scenario, connections));
  const bottom = TOP + scenarios.length * PITCH + CURVE.above;
  const title = 'Taskport beside a small server written by hand: requests a second, processor time, latency';
  return picture(WIDTH, bottom + CURVE.height + CURVE.below, title, [
    text('ink', MARGIN, 36, 'Taskport, and a small server written by hand', { size: 18, bold: true }),
    text('soft', MARGIN, 58, `${describeMachine(environment)}; load, server and database on one machine`, { size: 12 }),
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
  return SERVERS.flatMap((server, i) => {
    const x = WIDTH - MARGIN - 180 + i * 100;
    return [bar(KIND[server], x, 25, 12, 12), text('ink', x + 18, 36, LABELS[server])];
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
  const barOf = (server: Drawn) => ({ kind: KIND[server], parts: [comparison[server].perSecond.median] });
  return { bars: SERVERS.map(barOf), ratio: comparison.ratio(...SERVERS).perSecond.median };
}

function costsOf(comparison: Comparison): Group {
  const partsOf = (server: Drawn) => [comparison[server].serverCpu.median, comparison[server].postgresCpu.median];
  const bars = SERVERS.map((server) => ({ kind: KIND[server], parts: partsOf(server) }));
  return { bars, ratio: comparison.ratio(...SERVERS).cpu.median };
}

function curveOf(curve: Results['curve'], top: number): string[] {
  const series = SERVERS.flatMap((server) => {
    const own = curve.filter((each) => each.server === server);
    return (['p99', 'p50'] as const).map((percentile) => ({
      name: `${LABELS[server]} ${percentile}`,
      kind: KIND[server],
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
