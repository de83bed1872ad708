import { ratios, type Spread, spread } from '../../support/statistics.ts';
import type { Measurement } from '../environment/measure-server.ts';
import type { Environment } from './machine.ts';

export interface Grown extends Measurement {
  readonly operation: string;
  /** How many rows there were, or which page it was. */
  readonly at: number;
  readonly round: number;
}

/** All that was measured, as it is kept in `tools/bench/growth.json`. */
export interface Growth {
  readonly environment: Environment;
  readonly byRows: readonly Grown[];
  readonly byPage: readonly Grown[];
}

/** What came of an operation at one size, in all rounds. */
export interface Point {
  readonly at: number;
  readonly p50: Spread;
  readonly p99: Spread;
  /** Of the server and of PostgreSQL, for each request. */
  readonly cpu: Spread;
  /** How many times what it is at the least size, within each round. */
  readonly growth: Spread;
}

/** What came of each operation, from the least size to the most. */
export function pointsOf(grown: readonly Grown[]): Map<string, Point[]> {
  const operations = Map.groupBy(grown, ({ operation }) => operation);
  return new Map([...operations].map(([operation, all]) => [operation, pointsOfOne(all)]));
}

function pointsOfOne(grown: readonly Grown[]): Point[] {
  const sizes = [...Map.groupBy(grown, ({ at }) => at)].toSorted(([a], [b]) => a - b);
  const costs = sizes.map(([, measured]) => measured.toSorted((a, b) => a.round - b.round).map(cpuOf));
  return sizes.map(([at, measured], i) => ({
    at,
    p50: spread(measured.map(({ p50 }) => p50)),
    p99: spread(measured.map(({ p99 }) => p99)),
    cpu: spread(measured.map(cpuOf)),
    growth: ratios(costs[i] as number[], costs[0] as number[]),
  }));
}

function cpuOf({ serverCpu, postgresCpu }: Grown): number {
  return serverCpu + postgresCpu;
}
