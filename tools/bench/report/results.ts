import { ratios, type Spread, spread } from '../../support/statistics.ts';
import type { Measurement } from '../environment/measured-server.ts';
import type { ServerName } from '../environment/server-kinds.ts';
import type { Environment } from './machine.ts';

export interface Measured extends Measurement {
  readonly scenario: string;
  readonly connections: number;
  readonly round: number;
}

/** The content of `tools/bench/results.json`. */
export interface Results {
  readonly environment: Environment;
  readonly measured: readonly Measured[];
  /** The measurements in an open loop, by requests a second. */
  readonly curve: readonly (Measurement & { readonly rate: number })[];
}

type FigureSpreads = Readonly<Record<Figure, Spread>>;
const FIGURES = ['perSecond', 'p50', 'p95', 'p99', 'serverCpu', 'postgresCpu', 'memory'] as const;
type Figure = (typeof FIGURES)[number];

/** All rounds of a scenario with this many connections, for both servers. */
export interface Comparison extends Readonly<Record<ServerName, FigureSpreads>> {
  /** Taskport divided by the baseline. */
  readonly ratio: { readonly perSecond: Spread; readonly cpu: Spread; readonly p99: Spread };
}

export function compare(measured: readonly Measured[], scenario: string, connections: number): Comparison {
  const [taskport, baseline] = (['taskport', 'baseline'] as const).map((name) =>
    measured.filter((each) => each.server === name && each.scenario === scenario && each.connections === connections),
  ) as [Measured[], Measured[]];
  const ratio = (of: (each: Measured) => number) => ratios(inRounds(taskport).map(of), inRounds(baseline).map(of));
  return {
    taskport: figuresOf(taskport),
    baseline: figuresOf(baseline),
    ratio: {
      perSecond: ratio((each) => each.perSecond),
      cpu: ratio((each) => each.serverCpu + each.postgresCpu),
      p99: ratio((each) => each.p99),
    },
  };
}

/** Returns each scenario and number of connections, in the order in which they were measured. */
export function casesOf(measured: readonly Measured[]): { scenario: string; connections: number }[] {
  const cases = measured.map(({ scenario, connections }) => ({ scenario, connections }));
  return [...new Map(cases.map((each) => [`${each.scenario} ${each.connections}`, each])).values()];
}

function inRounds(measured: readonly Measured[]): Measured[] {
  return measured.toSorted((a, b) => a.round - b.round);
}

function figuresOf(measured: readonly Measured[]): FigureSpreads {
  const figures = FIGURES.map((figure) => [figure, spread(measured.map((each) => each[figure]))]);
  return Object.fromEntries(figures) as FigureSpreads;
}
