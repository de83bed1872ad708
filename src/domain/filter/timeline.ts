/** A condition holds from `from` until before `to`, in milliseconds since 1970; both may be infinite. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** Whether a condition on one task holds now, and the instants after now at which that changes, the first of them first. */
export interface Timeline {
  readonly holds: boolean;
  /** Milliseconds since 1970. */
  readonly flips: readonly number[];
}

export function constant(holds: boolean): Timeline {
  return { holds, flips: [] };
}

/** Returns the timeline of a condition that holds during a period. An empty period, as of a day that a zone skips, is none. */
export function during({ from, to }: Period, now: number): Timeline {
  const flips = from < to ? [from, to].filter((at) => at > now && at < Number.POSITIVE_INFINITY) : [];
  return { holds: from <= now && now < to, flips };
}

export function negated({ holds, flips }: Timeline): Timeline {
  return { holds: !holds, flips };
}

/** Returns the timeline of `and` or `or`. It takes no further part once one that never changes has decided. */
export function combined(kind: 'and' | 'or', parts: Iterable<Timeline>): Timeline {
  /** A part of this value decides: a false one `and`, a true one `or`. */
  const decisive = kind === 'or';
  const moving: Timeline[] = [];
  for (const part of parts) {
    if (part.flips.length > 0) moving.push(part);
    else if (part.holds === decisive) return part;
  }
  const [only] = moving;
  return only !== undefined && moving.length === 1 ? only : counted(moving, decisive);
}

/** Counts how many parts are decisive, as time goes on. */
function counted(parts: readonly Timeline[], decisive: boolean): Timeline {
  let count = parts.filter(({ holds }) => holds === decisive).length;
  const holds = () => (count > 0 ? decisive : !decisive);
  const first = holds();
  const flips: number[] = [];
  let last = first;
  const steps = stepsOf(parts, decisive);
  steps.forEach(({ at, step }, i) => {
    count += step;
    // Parts may change at the same instant: it counts how they are after it.
    if (steps[i + 1]?.at === at || holds() === last) return;
    last = holds();
    flips.push(at);
  });
  return { holds: first, flips };
}

/** Returns when a part becomes decisive (1) or ceases to be (-1), in order. */
function stepsOf(parts: readonly Timeline[], decisive: boolean): { at: number; step: number }[] {
  const steps = parts.flatMap(({ holds, flips }) => {
    const first = holds === decisive ? -1 : 1;
    return flips.map((at, i) => ({ at, step: i % 2 === 0 ? first : -first }));
  });
  return steps.sort((a, b) => a.at - b.at);
}
