import { ratios, type Spread, spread } from '../../support/statistics.ts';
import type { Measurement } from '../environment/measured-server.ts';
import type { ServerName } from '../environment/server-kinds.ts';
import type { Environment } from './machine.ts';

/** A combination of a scenario and a number of connections, which is measured in every round. */
export interface Case {
  readonly scenario: string;
  readonly connections: number;
}

export interface Measured extends Measurement, Case {
  readonly round: number;
}

/** The content of `tools/bench/results.json`. */
export interface Results {
  readonly environment: Environment;
  readonly measured: readonly Measured[];
  /** The measurements in an open loop, each at a constant rate in requests a second. */
  readonly curve: readonly (Measurement & { readonly rate: number })[];
}

type FigureSpreads = Readonly<Record<Figure, Spread>>;
const FIGURES = ['perSecond', 'p50', 'p95', 'p99', 'serverCpu', 'postgresCpu', 'loadCpu', 'cores', 'memory'] as const;
type Figure = (typeof FIGURES)[number];

/** The figures of a scenario and connection count, by server, over all rounds; `NaN` for servers not measured. */
export interface Comparison extends Readonly<Record<ServerName, FigureSpreads>> {
  /** Returns the ratios of the figures of server `of` to the figures of server `to`, within each round. */
  ratio(of: ServerName, to: ServerName): Ratio;
}

interface Ratio {
  readonly perSecond: Spread;
  readonly cpu: Spread;
  readonly p99: Spread;
}

export function compare(measured: readonly Measured[], scenario: string, connections: number): Comparison {
  const all = roundsOf(measured, { scenario, connections }).toSorted((a, b) => a.round - b.round);
  const roundsOn = (name: ServerName) => all.filter(({ server }) => server === name);
  return {
    taskport: figuresOf(roundsOn('taskport')),
    sqlite: figuresOf(roundsOn('sqlite')),
    baseline: figuresOf(roundsOn('baseline')),
    ratio(of, to) {
      const ratio = (figure: (each: Measured) => number) => ratios(roundsOn(of).map(figure), roundsOn(to).map(figure));
      return {
        perSecond: ratio((each) => each.perSecond),
        cpu: ratio((each) => each.serverCpu + each.postgresCpu),
        p99: ratio((each) => each.p99),
      };
    },
  };
}

/** Returns each combination of scenario and number of connections, in the order of measurement. */
export function casesOf(measured: readonly Measured[]): Case[] {
  const cases = measured.map(({ scenario, connections }) => ({ scenario, connections }));
  return [...new Map(cases.map((each) => [`${each.scenario} ${each.connections}`, each])).values()];
}

/** Returns all measurements of a scenario with a number of connections, of all servers and rounds. */
export function roundsOf(measured: readonly Measured[], { scenario, connections }: Case): Measured[] {
  return measured.filter((each) => each.scenario === scenario && each.connections === connections);
}

function figuresOf(measured: readonly Measured[]): FigureSpreads {
  const figures = FIGURES.map((figure) => [figure, spread(measured.map((each) => each[figure]))]);
  return Object.fromEntries(figures) as FigureSpreads;
}
