/** An axis of a chart: maps values to coordinates, and has ticks. */
export interface Scale {
  at(value: number): number;
  readonly ticks: readonly number[];
}

const STEPS = [1, 2, 5, 10];

/** Returns a linear axis from 0 to `most` or slightly more. It begins at 0 so that heights can be compared. */
export function linear(_least: number, most: number, start: number, end: number): Scale {
  const step = roundUp(most / 5);
  const top = Math.max(step, Math.ceil(most / step) * step);
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step);
  return { ticks, at: (value) => start + (value / top) * (end - start) };
}

/** Returns a logarithmic axis from `least` to `most`, with a tick at each power of ten. */
export function logarithmic(least: number, most: number, start: number, end: number): Scale {
  const [first, last] = [Math.log10(least), Math.log10(most)];
  const powers = Array.from({ length: 20 }, (_, i) => Number(`1e${i - 6}`));
  return {
    ticks: powers.filter((tick) => tick >= least && tick <= most),
    at: (value) => start + ((Math.log10(value) - first) / (last - first || 1)) * (end - start),
  };
}

/** Returns a logarithmic axis that begins and ends at a tick, with ticks at 1, 2 and 5 times the powers of ten. */
export function roomyLogarithmic(least: number, most: number, start: number, end: number): Scale {
  const ticks = [roundDown(least)];
  while ((ticks.at(-1) as number) < most) ticks.push(roundUp((ticks.at(-1) as number) * 1.5));
  return { ...logarithmic(ticks[0] as number, ticks.at(-1) as number, start, end), ticks };
}

/** Rounds up to 1, 2 or 5 times a power of ten. */
function roundUp(least: number): number {
  const power = powerBelow(least);
  return power * (STEPS.find((step) => step * power >= least * (1 - 1e-9)) as number);
}

/** Rounds down to 1, 2 or 5 times a power of ten. */
function roundDown(most: number): number {
  const power = powerBelow(most);
  return power * (STEPS.findLast((step) => step * power <= most * (1 + 1e-9)) as number);
}

function powerBelow(value: number): number {
  return 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)));
}
