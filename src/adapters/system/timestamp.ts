import { DAY, HOUR, type Instant } from '../../domain/instant.ts';

const [TWO_DIGITS, THREE_DIGITS] = [2, 3].map((width) =>
  Array.from({ length: 10 ** width }, (_, number) => String(number).padStart(width, '0')),
) as [string[], string[]];

/** A cache of formatted dates by days since 1970. Formatting a date is slow, and only few dates occur at a time. */
const dates = new Map<number, string>();
/** The most dates in the cache: those of ten years. */
const MAX_DATES = 3_653;

function dateOf(day: number): string {
  const known = dates.get(day);
  if (known !== undefined) return known;
  if (dates.size >= MAX_DATES) dates.clear();
  const date = new Date(day * DAY).toISOString().slice(0, -'00:00:00.000Z'.length);
  dates.set(day, date);
  return date;
}

/**
 * Formats a time by RFC 3339 in UTC. The text always has 24 characters, so that sorting texts sorts the times.
 *
 * `Date.toISOString` would take about as long as all other work of serializing a list.
 */
export function timestamp(at: Instant): string {
  const day = Math.floor(at / DAY);
  const ms = at - day * DAY;
  const hours = TWO_DIGITS[Math.floor(ms / HOUR)];
  const minutes = TWO_DIGITS[Math.floor(ms / 60_000) % 60];
  const seconds = TWO_DIGITS[Math.floor(ms / 1_000) % 60];
  return `${dateOf(day)}${hours}:${minutes}:${seconds}.${THREE_DIGITS[ms % 1_000]}Z`;
}
