/** A period in which a condition is true: `from` inclusive, `to` exclusive, in ms since 1970. Both may be infinite. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** The value of a condition for one task: true or false now, and the later instants at which it changes, in order. */
export interface Timeline {
  readonly holds: boolean;
  /** The later instants at which the condition changes, in milliseconds since 1970. */
  readonly flips: readonly number[];
}

export function constant(holds: boolean): Timeline {
  return { holds, flips: [] };
}

/**
 * Returns the timeline of a condition that is true during a period. An empty period, such as a day that a time zone
 * skips, has no effect.
 */
export function during({ from, to }: Period, now: number): Timeline {
  const flips = from < to ? [from, to].filter((at) => at > now && at < Number.POSITIVE_INFINITY) : [];
  return { holds: from <= now && now < to, flips };
}

export function negated({ holds, flips }: Timeline): Timeline {
  return { holds: !holds, flips };
}

/** Joins timelines by `and` or `or`. Stops at a part that decides the result and never changes. */
export function combined(kind: 'and' | 'or', parts: Iterable<Timeline>): Timeline {
  /** The value of a part that decides the result: false for `and`, true for `or`. */
  const decisive = kind === 'or';
  const moving: Timeline[] = [];
  for (const part of parts) {
    if (part.flips.length > 0) moving.push(part);
    else if (part.holds === decisive) return part;
  }
  const [only] = moving;
  return only !== undefined && moving.length === 1 ? only : counted(moving, decisive);
}

/** Joins timelines: counts, at each instant, the parts that have the value which decides the result. */
function counted(parts: readonly Timeline[], decisive: boolean): Timeline {
  let count = parts.filter(({ holds }) => holds === decisive).length;
  const holds = () => (count > 0 ? decisive : !decisive);
  const first = holds();
  const flips: number[] = [];
  let last = first;
  const steps = stepsOf(parts, decisive);
  steps.forEach(({ at, step }, i) => {
    count += step;
    // Several parts may change at one instant. Only their values after this instant count.
    if (steps[i + 1]?.at === at || holds() === last) return;
    last = holds();
    flips.push(at);
  });
  return { holds: first, flips };
}

/** Returns, in order, when a part gets the decisive value (`step` 1) and when a part loses it (`step` -1). */
function stepsOf(parts: readonly Timeline[], decisive: boolean): { at: number; step: number }[] {
  const steps = parts.flatMap(({ holds, flips }) => {
    const first = holds === decisive ? -1 : 1;
    return flips.map((at, i) => ({ at, step: i % 2 === 0 ? first : -first }));
  });
  return steps.sort((a, b) => a.at - b.at);
}
