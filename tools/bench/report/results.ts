import { ratios, type Spread, spread } from '../../support/statistics.ts';
import type { RivalName } from '../environment/kinds.ts';
import type { Measurement } from '../environment/measure-server.ts';
import type { Environment } from './machine.ts';

export interface Measured extends Measurement {
  readonly scenario: string;
  readonly connections: number;
  readonly round: number;
}

/** All that was measured, as it is kept in `tools/bench/results.json`. */
export interface Results {
  readonly environment: Environment;
  readonly measured: readonly Measured[];
  /** At constant rates of requests a second. */
  readonly curve: readonly (Measurement & { readonly rate: number })[];
}

type MetricsSnapshot = Readonly<Record<Figure, Spread>>;
const FIGURES = ['perSecond', 'p50', 'p95', 'p99', 'serverCpu', 'postgresCpu', 'memory'] as const;
type Figure = (typeof FIGURES)[number];

/** What came of a scenario with so many connections, in all rounds. */
export interface Comparison extends Readonly<Record<RivalName, MetricsSnapshot>> {
  /** Taskport's by the baseline's. */
  readonly ratio: { readonly perSecond: Spread; readonly cpu: Spread; readonly p99: Spread };
}

export function compare(measured: readonly Measured[], scenario: string, connections: number): Comparison {
  const [taskport, baseline] = (['taskport', 'baseline'] as const).map((name) =>
    measured.filter((each) => each.rival === name && each.scenario === scenario && each.connections === connections),
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

/** What there is to compare, in the order in which it was measured. */
export function casesOf(measured: readonly Measured[]): { scenario: string; connections: number }[] {
  const cases = measured.map(({ scenario, connections }) => ({ scenario, connections }));
  return [...new Map(cases.map((each) => [`${each.scenario} ${each.connections}`, each])).values()];
}

function inRounds(measured: readonly Measured[]): Measured[] {
  return measured.toSorted((a, b) => a.round - b.round);
}

function figuresOf(measured: readonly Measured[]): MetricsSnapshot {
  const figures = FIGURES.map((figure) => [figure, spread(measured.map((each) => each[figure]))]);
  return Object.fromEntries(figures) as MetricsSnapshot;
}
