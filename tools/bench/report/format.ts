import type { Spread } from '../../support/statistics.ts';

/** To so many significant digits, in groups of three; `n/a` where nothing could be measured. */
export function figure(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return 'n/a';
  const whole = value >= 10 ** (digits - 1);
  return whole
    ? Math.round(value).toLocaleString('en')
    : value.toLocaleString('en', { minimumSignificantDigits: digits, maximumSignificantDigits: digits });
}

/** The median, and what it lies between. */
export function figures({ median, min, max }: Spread, digits = 3): string {
  return Number.isFinite(median) ? `${figure(median, digits)} (${figure(min, digits)}–${figure(max, digits)})` : 'n/a';
}

export function megabytes(bytes: number): string {
  return figure(bytes / 1024 / 1024);
}
