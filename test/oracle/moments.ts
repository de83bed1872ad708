/** The time context of a filter: the moment of `now`, and the zone of `today` and of times without a zone. */
export interface Clock {
  readonly now: Temporal.Instant;
  readonly tz: string;
}

/** A date of a task or of a filter: a whole day, or an instant. */
type Moment = Temporal.PlainDate | Temporal.Instant;

/** Compares two dates: as instants if both are instants, else by their days in the time zone of `clock`. */
export function compareDates(one: string, other: string, clock: Clock): number {
  const [left, right] = [momentOf(one, clock), momentOf(other, clock)];
  if (left instanceof Temporal.Instant && right instanceof Temporal.Instant) {
    return Temporal.Instant.compare(left, right);
  }
  return Temporal.PlainDate.compare(dayOf(left, clock), dayOf(right, clock));
}

/** Returns the sort key of a date, in milliseconds since 1970. A whole day has the key of its first instant. */
export function sortKeyOf(date: string, clock: Clock): number {
  const moment = momentOf(date, clock);
  if (moment instanceof Temporal.Instant) return moment.epochMilliseconds;
  return moment.toZonedDateTime(clock.tz).epochMilliseconds;
}

function momentOf(text: string, clock: Clock): Moment {
  const [, word, count = '0', unit = 'd'] = /^(today|now)(?:([+-]\d+)([dhm]))?$/.exec(text) ?? [];
  const amount = Number(count);
  if (word === 'today') return dayOf(clock.now, clock).add({ days: amount });
  if (word === 'now') return clock.now.add({ minutes: amount * { m: 1, h: 60, d: 24 * 60 }[unit as 'd' | 'h' | 'm'] });
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return Temporal.PlainDate.from(text);
  if (text.endsWith('Z')) return Temporal.Instant.from(text);
  if (text.endsWith(']')) return Temporal.ZonedDateTime.from(text).toInstant();
  return Temporal.PlainDateTime.from(text).toZonedDateTime(clock.tz).toInstant();
}

function dayOf(moment: Moment, clock: Clock): Temporal.PlainDate {
  return moment instanceof Temporal.Instant ? moment.toZonedDateTimeISO(clock.tz).toPlainDate() : moment;
}
