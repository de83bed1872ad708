import { percentile, type Spread, spread } from '../../support/statistics.ts';
import type { ServerName } from '../environment/server-kinds.ts';
import type { Start } from '../environment/starts.ts';
import type { Environment } from './machine.ts';
import { type Case, casesOf, type Measured, roundsOf } from './results.ts';

/** The content of `tools/bench/results-sqlite.json`. */
export interface SqliteResults {
  readonly environment: Environment;
  readonly measured: readonly Measured[];
  readonly starts: readonly Start[];
}

/** The required upper bound of the p99 latency of `/livez` under load, in milliseconds. */
export const LIVEZ_BOUND_MS = 20;

const MB = 1024 * 1024;

/** The number of `/livez` probes, and their latencies in milliseconds. */
interface Livez {
  readonly asked: number;
  readonly p99: number;
  readonly slowest: number;
}

/** Returns the latencies of `/livez` over all given measurements; `NaN` if there are none. */
export function livezOf(measured: readonly Measured[]): Livez {
  const sorted = measured.flatMap(({ livez }) => livez ?? []).toSorted((a, b) => a - b);
  return { asked: sorted.length, p99: percentile(sorted, 99), slowest: percentile(sorted, 100) };
}

/** Returns the scenarios and numbers of connections in which the p99 latency of `/livez` exceeds the bound. */
export function aboveBound(measured: readonly Measured[]): (Case & { readonly p99: number })[] {
  return casesOf(measured)
    .map((each) => ({ ...each, p99: livezOf(roundsOf(measured, each)).p99 }))
    .filter(({ p99 }) => p99 > LIVEZ_BOUND_MS);
}

/** The start times of a server in milliseconds, and its memory in MB. */
export interface Footprint {
  readonly first: Spread;
  readonly restart: Spread;
  readonly atRest: Spread;
  /** The highest memory that was read after any measurement under load, in MB. */
  readonly underLoad: number;
}

export function footprintOf({ measured, starts }: SqliteResults, server: ServerName): Footprint {
  const own = starts.filter((each) => each.server === server);
  const memory = measured.filter((each) => each.server === server).map((each) => each.memory / MB);
  return {
    first: spread(own.map(({ first }) => first)),
    restart: spread(own.map(({ restart }) => restart)),
    atRest: spread(own.map(({ memory }) => memory / MB)),
    underLoad: memory.length === 0 ? Number.NaN : Math.max(...memory),
  };
}
