/** The median and the range of some values. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Returns a percentile of sorted values by the nearest-rank method; `NaN` if there are no values. */
export function percentile(sorted: ArrayLike<number>, percent: number): number {
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN;
}

/** Returns the median, minimum and maximum of values; all three are `NaN` if there is no value, or a value is `NaN`. */
export function spread(values: readonly number[]): Spread {
  if (values.length === 0 || values.some(Number.isNaN)) return { median: Number.NaN, min: Number.NaN, max: Number.NaN };
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)] as number, sorted[Math.ceil(middle)] as number];
  return { median: (low + high) / 2, min: sorted[0] as number, max: sorted.at(-1) as number };
}

/**
 * Returns the median, minimum and maximum of the ratios of two servers' measurements. Each ratio compares measurements
 * of one round, which were made at nearly the same time.
 */
export function ratios(values: readonly number[], to: readonly number[]): Spread {
  if (values.length !== to.length)
    throw new Error(`${values.length} rounds cannot be compared with ${to.length}: each needs one of the other`);
  return spread(values.map((value, round) => value / (to[round] as number)));
}
