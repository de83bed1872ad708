import type { Spread } from '../../support/statistics.ts';

/** Formats a number with at least `digits` significant digits, such as 1,234; returns `n/a` if it is not finite. */
export function figure(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return 'n/a';
  const whole = value >= 10 ** (digits - 1);
  return whole
    ? Math.round(value).toLocaleString('en')
    : value.toLocaleString('en', { minimumSignificantDigits: digits, maximumSignificantDigits: digits });
}

/** Formats a spread as `median (min–max)`. */
export function figures({ median, min, max }: Spread, digits = 3): string {
  return Number.isFinite(median) ? `${figure(median, digits)} (${figure(min, digits)}–${figure(max, digits)})` : 'n/a';
}

export function megabytes(bytes: number): string {
  return figure(bytes / 1024 / 1024);
}
