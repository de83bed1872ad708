import { type Instant, instant } from '../instant.ts';
import type { Task } from '../tasks/task.ts';
import { type Calendar, calendarOf } from '../time/calendar.ts';
import { type Span, spanOf } from '../time/span.ts';
import { DATE_PROPERTIES, type DateValue, type Filter, type Order } from './filter.ts';
import { type Moment, matches } from './matches.ts';

type DateTerm = Extract<Filter, { readonly kind: 'date' }>;
type MovingValue = Extract<DateValue, { readonly kind: 'today' | 'now' }>;
/** Instants at which a comparison may change, in milliseconds since 1970. */
type Candidates = (task: Task) => readonly number[];

/** Returns whether time alone can change what matches the filter: it has `today`, `now` or `overdue`. */
export function dependsOnTime(filter: Filter): boolean {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.some(dependsOnTime);
    case 'not':
      return dependsOnTime(filter.filter);
    case 'date':
      return filter.values.some(isMoving);
    default:
      return filter.kind === 'overdue';
  }
}

/** Returns the first instant after `moment.now` at which {@link matches} changes for an unchanged task; undefined if never. */
export function nextFlip(filter: Filter, task: Task, moment: Moment): Instant | undefined {
  const candidates = candidatesOf(filter, calendarOf(moment.zone))
    .flatMap((of) => of(task))
    .filter((candidate) => candidate > moment.now)
    .sort((a, b) => a - b);
  const before = matches(filter, task, moment);
  const flip = candidates.find((now) => matches(filter, task, { ...moment, now: instant(now) }) !== before);
  return flip === undefined ? undefined : instant(flip);
}

/**
 * Returns a function that bounds {@link nextFlip} from below, and is cheap: the result is an instant after `moment.now`, before
 * which {@link matches} cannot change; Infinity if it never changes.
 */
export function earliestCandidate(filter: Filter, { now, zone }: Moment): (task: Task) => number {
  const candidates = candidatesOf(filter, calendarOf(zone));
  return (task) => {
    let earliest = Number.POSITIVE_INFINITY;
    for (const of of candidates) {
      for (const candidate of of(task)) if (candidate > now && candidate < earliest) earliest = candidate;
    }
    return earliest;
  };
}

function candidatesOf(filter: Filter, calendar: Calendar): Candidates[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.flatMap((each) => candidatesOf(each, calendar));
    case 'not':
      return candidatesOf(filter.filter, calendar);
    case 'overdue':
      return [({ completed, due }) => (completed || due === null ? [] : [spanOf(due, calendar).to])];
    case 'date':
      return ofDate(filter, calendar);
    default:
      return [];
  }
}

function ofDate({ field, op, values }: DateTerm, calendar: Calendar): Candidates[] {
  const property = DATE_PROPERTIES[field];
  const moving = values.filter(isMoving);
  if (moving.length === 0) return [];
  return [
    (task) => {
      const date = task[property];
      if (date === null) return [];
      const span = spanOf(date, calendar);
      return moving.flatMap((value) => changes(span, op, value, calendar));
    },
  ];
}

/**
 * Returns when a comparison changes. `today` and `now` never go back, so a date is first after the value, then equal, then
 * before it. The value reaches the span of the date at one instant, and leaves the span behind at another.
 */
function changes({ day, from, to }: Span, op: Order, value: MovingValue, calendar: Calendar): number[] {
  const reached = () => (value.kind === 'now' ? from - value.milliseconds : calendar.firstInstant(day - value.days));
  const left = () => (value.kind === 'now' ? to - value.milliseconds : calendar.firstInstant(day - value.days + 1));
  if (op === '=') return [reached(), left()];
  return op === '<=' || op === '>' ? [reached()] : [left()];
}

function isMoving(value: DateValue): value is MovingValue {
  return value.kind === 'today' || value.kind === 'now';
}
