import { ratios, type Spread, spread } from '../../support/statistics.ts';
import type { Measurement } from '../environment/measured-server.ts';
import type { Environment } from './machine.ts';

export interface GrowthMeasurement extends Measurement {
  readonly operation: string;
  /** The number of rows in the table, or the page number. */
  readonly at: number;
  readonly round: number;
}

/** The content of `tools/bench/growth.json`. */
export interface GrowthResults {
  readonly environment: Environment;
  readonly byRows: readonly GrowthMeasurement[];
  readonly byPage: readonly GrowthMeasurement[];
}

/** The results of all rounds of one API operation at one table size or page number. */
export interface Point {
  readonly at: number;
  readonly p50: Spread;
  readonly p99: Spread;
  /** The processor time per request, in microseconds, of the server and PostgreSQL together. */
  readonly cpu: Spread;
  /** The ratio of `cpu` to the value at the smallest table size or the first page, computed within each round. */
  readonly growth: Spread;
}

/** Returns the results by API operation, each ordered from the smallest table size or page number to the largest. */
export function pointsOf(measurements: readonly GrowthMeasurement[]): Map<string, Point[]> {
  const operations = Map.groupBy(measurements, ({ operation }) => operation);
  return new Map([...operations].map(([operation, all]) => [operation, pointsOfOne(all)]));
}

function pointsOfOne(measurements: readonly GrowthMeasurement[]): Point[] {
  const sizes = [...Map.groupBy(measurements, ({ at }) => at)].toSorted(([a], [b]) => a - b);
  const costs = sizes.map(([, measured]) => measured.toSorted((a, b) => a.round - b.round).map(cpuOf));
  return sizes.map(([at, measured], i) => ({
    at,
    p50: spread(measured.map(({ p50 }) => p50)),
    p99: spread(measured.map(({ p99 }) => p99)),
    cpu: spread(measured.map(cpuOf)),
    growth: ratios(costs[i] as number[], costs[0] as number[]),
  }));
}

function cpuOf({ serverCpu, postgresCpu }: GrowthMeasurement): number {
  return serverCpu + postgresCpu;
}
