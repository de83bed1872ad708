import { readBasic } from '../dates/written-date.ts';
import { type Component, every, first } from './components.ts';
import { onsetIn, readRule, type YearlyRule } from './yearly-rule.ts';

/**
 * A STANDARD or DAYLIGHT part of a VTIMEZONE. `from` and `to` are offsets, in minutes. `starts` are local times, as
 * milliseconds since 1970 of the same time in UTC.
 */
interface Observance {
  readonly from: number;
  readonly to: number;
  readonly starts: readonly number[];
  readonly rule: YearlyRule | null;
}

const OFFSET = /^([+-])(\d\d)([0-5]\d)(?:[0-5]\d)?$/;
const MAX_OBSERVANCES = 200;
const MINUTE = 60_000;

/** The rules of a time zone that an iCalendar file defines (VTIMEZONE), for zones whose name is not an IANA zone. */
export class ZoneRules {
  readonly #observances: readonly Observance[];

  private constructor(observances: readonly Observance[]) {
    this.#observances = observances;
  }

  /** Reads a VTIMEZONE. Returns null if it is malformed, or has a recurrence rule that is not supported. */
  static of(timezone: Component): ZoneRules | null {
    const parts = timezone.children.filter(({ name }) => name === 'STANDARD' || name === 'DAYLIGHT');
    if (parts.length === 0 || parts.length > MAX_OBSERVANCES) return null;
    const observances = parts.map(observanceOf);
    return observances.every((each) => each !== null) ? new ZoneRules(observances) : null;
  }

  /**
   * Returns the offset of a local time, in minutes east of UTC. Gaps and overlaps are resolved by RFC 5545 (section
   * 3.3.5): a time in a gap has the offset before the gap, and a time that occurs twice means the first occurrence.
   */
  offsetAt(local: number): number {
    let latest: { readonly onset: number; readonly observance: Observance } | null = null;
    for (const observance of this.#observances) {
      const onset = lastOnset(observance, local);
      if (onset !== null && (latest === null || onset > latest.onset)) latest = { onset, observance };
    }
    if (latest === null) return this.#observances[0]?.from ?? 0;
    const { from, to } = latest.observance;
    return local - latest.onset < (to - from) * MINUTE ? from : to;
  }
}

function observanceOf(part: Component): Observance | null {
  const [from, to] = ['TZOFFSETFROM', 'TZOFFSETTO'].map((name) => offsetOf(first(part, name)?.value ?? ''));
  const start = localOf(first(part, 'DTSTART')?.value ?? '');
  if (from === undefined || to === undefined || from === null || to === null || start === null) return null;
  const dates = every(part, 'RDATE').flatMap(({ value }) => value.split(',').map(localOf));
  const starts = [start, ...dates.filter((each) => each !== null)];
  const text = first(part, 'RRULE')?.value;
  if (text === undefined) return { from, to, starts, rule: null };
  const rule = readRule(text, start, from);
  return rule === null ? null : { from, to, starts, rule };
}

/** Returns the last time at or before `local` at which an observance begins; null if there is none. */
function lastOnset(observance: Observance, local: number): number | null {
  const year = new Date(local).getUTCFullYear();
  const { rule } = observance;
  const byRule = rule === null ? [] : [year, year - 1].flatMap((each) => onsetIn(rule, each) ?? []);
  const before = [...observance.starts, ...byRule].filter((onset) => onset <= local);
  return before.length === 0 ? null : before.reduce((one, other) => Math.max(one, other));
}

function offsetOf(text: string): number | null {
  const [, sign, hours, minutes] = OFFSET.exec(text.trim()) ?? [];
  if (sign === undefined || Number(hours) > 23) return null;
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
}

function localOf(text: string): number | null {
  const date = readBasic(text.trim());
  return date === null ? null : Date.parse(`${date.day}T${date.time ?? '00:00:00'}Z`);
}
