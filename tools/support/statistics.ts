/** A median, and how far apart the values are. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The least value that `percent` of all do not exceed (nearest rank). */
export function percentile(sorted: ArrayLike<number>, percent: number): number {
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN;
}

/** Of none, and of what could not be measured, there is none: all `NaN`. */
export function spread(values: readonly number[]): Spread {
  if (values.length === 0 || values.some(Number.isNaN)) return { median: Number.NaN, min: Number.NaN, max: Number.NaN };
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)] as number, sorted[Math.ceil(middle)] as number];
  return { median: (low + high) / 2, min: sorted[0] as number, max: sorted.at(-1) as number };
}

/** The ratios within each round, in which both had the same minute of the machine, and not those of the medians. */
export function ratios(values: readonly number[], to: readonly number[]): Spread {
  if (values.length !== to.length) throw new Error('a round of one has none of the other');
  return spread(values.map((value, round) => value / (to[round] as number)));
}
