import { type Instant, instant } from '../instant.ts';
import type { Task } from '../tasks/task.ts';
import { type Calendar, calendarOf } from '../time/calendar.ts';
import { type Span, spanOf } from '../time/span.ts';
import { DATE_PROPERTIES, type DateValue, type Filter, type Order } from './filter.ts';
import { type Moment, matches } from './matches.ts';
import { combined, constant, during, negated, type Period, type Timeline } from './timeline.ts';

type MovingTerm = Extract<Filter, { readonly kind: 'date' | 'overdue' }>;
type MovingValue = Extract<DateValue, { readonly kind: 'today' | 'now' }>;

/** Returns whether time alone can change which tasks match: the filter has `today`, `now` or `overdue`. */
export function dependsOnTime(filter: Filter): boolean {
  return movingTerms(filter).length > 0;
}

/** Returns the first instant after `moment.now` at which {@link matches} changes for an unchanged task; undefined if never. */
export function nextFlip(filter: Filter, task: Task, moment: Moment): Instant | undefined {
  const [flip] = timelineOf(filter, task, moment).flips;
  return flip === undefined ? undefined : instant(flip);
}

/**
 * Returns a function that computes a lower bound of {@link nextFlip}, which takes less time: an instant after
 * `moment.now` before which {@link matches} cannot change; Infinity if it never changes.
 */
export function earliestCandidate(filter: Filter, { now, zone }: Moment): (task: Task) => number {
  const calendar = calendarOf(zone);
  const terms = movingTerms(filter);
  return (task) => {
    let earliest = Number.POSITIVE_INFINITY;
    for (const term of terms) {
      for (const { from, to } of periodsOf(term, task, calendar)) {
        if (from > now) earliest = Math.min(earliest, from);
        if (to > now) earliest = Math.min(earliest, to);
      }
    }
    return earliest;
  };
}

function timelineOf(filter: Filter, task: Task, moment: Moment): Timeline {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return combined(filter.kind, timelinesOf(filter.filters, task, moment));
    case 'not':
      return negated(timelineOf(filter.filter, task, moment));
    case 'overdue':
      return combined('or', movingParts(filter, task, moment));
    case 'date': {
      const fixed = { ...filter, values: filter.values.filter((value) => !isMoving(value)) };
      return combined('or', [constant(matches(fixed, task, moment)), ...movingParts(filter, task, moment)]);
    }
    default:
      return constant(matches(filter, task, moment));
  }
}

function* timelinesOf(filters: readonly Filter[], task: Task, moment: Moment): Generator<Timeline> {
  for (const each of filters) yield timelineOf(each, task, moment);
}

function movingParts(term: MovingTerm, task: Task, { now, zone }: Moment): Timeline[] {
  return periodsOf(term, task, calendarOf(zone)).map((period) => during(period, now));
}

/** Returns the terms of a filter whose result can change although the task does not. */
function movingTerms(filter: Filter): MovingTerm[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.flatMap(movingTerms);
    case 'not':
      return movingTerms(filter.filter);
    case 'overdue':
      return [filter];
    case 'date':
      return filter.values.some(isMoving) ? [filter] : [];
    default:
      return [];
  }
}

/** Returns the periods in which a term is true because of `overdue`, or because of a value with `today` or `now`. */
function periodsOf(term: MovingTerm, task: Task, calendar: Calendar): Period[] {
  if (term.kind === 'overdue') {
    const { completed, due } = task;
    return completed || due === null ? [] : [{ from: spanOf(due, calendar).to, to: Number.POSITIVE_INFINITY }];
  }
  const date = task[DATE_PROPERTIES[term.field]];
  if (date === null) return [];
  const span = spanOf(date, calendar);
  return term.values.filter(isMoving).map((value) => periodOf(span, term.op, value, calendar));
}

/**
 * Returns the period in which a comparison of a date with `today` or `now` is true. As time passes, `today` or `now` is
 * first before the date, then equal to it, then after it. It reaches the date at one instant, and leaves it at another.
 */
function periodOf({ day, from, to }: Span, op: Order, value: MovingValue, calendar: Calendar): Period {
  const reached = () => (value.kind === 'now' ? from - value.milliseconds : calendar.firstInstant(day - value.days));
  const left = () => (value.kind === 'now' ? to - value.milliseconds : calendar.firstInstant(day - value.days + 1));
  switch (op) {
    case '=':
      return { from: reached(), to: left() };
    case '<':
      return { from: left(), to: Number.POSITIVE_INFINITY };
    case '<=':
      return { from: reached(), to: Number.POSITIVE_INFINITY };
    case '>':
      return { from: Number.NEGATIVE_INFINITY, to: reached() };
    case '>=':
      return { from: Number.NEGATIVE_INFINITY, to: left() };
  }
}

function isMoving(value: DateValue): value is MovingValue {
  return value.kind === 'today' || value.kind === 'now';
}
