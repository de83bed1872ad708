import type { Instant } from '../instant.ts';
import { PRIORITIES, rankOf } from '../tasks/priority.ts';
import type { Task } from '../tasks/task.ts';
import { calendarOf } from '../time/calendar.ts';
import { compareToSpan, spanOfInstant } from '../time/span.ts';
import { compareCodePoints } from './code-point-order.ts';
import { DATE_PROPERTIES, type Filter, type OptionalField, type Order } from './filter.ts';
import { foldedName, foldedText } from './folded-task.ts';
import { spanOfValue } from './span-of-value.ts';
import { hasWords } from './words.ts';

/** The time and zone of a request: `today`, `now` and floating times depend on them. */
export interface Moment {
  readonly now: Instant;
  /** An IANA name, such as `Europe/Berlin`. */
  readonly zone: string;
}

type Test = (task: Task) => boolean;
type Of<Kind extends Filter['kind']> = Extract<Filter, { readonly kind: Kind }>;

/** For each operator, a function that returns whether the comparison is true, given the sign of `field - value`. */
const HOLDS: Readonly<Record<Order, (sign: number) => boolean>> = {
  '=': (sign) => sign === 0,
  '<': (sign) => sign < 0,
  '<=': (sign) => sign <= 0,
  '>': (sign) => sign > 0,
  '>=': (sign) => sign >= 0,
};

export function matches(filter: Filter, task: Task, moment: Moment): boolean {
  return matcher(filter, moment)(task);
}

/** Returns a function that tests tasks as {@link matches} does, but prepares the filter only once for many tasks. */
export function matcher(filter: Filter, moment: Moment): Test {
  switch (filter.kind) {
    case 'and':
      return every(filter.filters.map((each) => matcher(each, moment)));
    case 'or':
      return some(filter.filters.map((each) => matcher(each, moment)));
    case 'not':
      return not(matcher(filter.filter, moment));
    case 'completed':
      return (task) => task.completed;
    case 'overdue':
      return overdue(moment);
    case 'some':
      return has(filter.field);
    case 'priority':
      return ofPriority(filter);
    case 'name':
      return named(filter);
    case 'text':
      return ofText(filter);
    case 'words':
      return (task) => hasWords(filter.words, task, filter.field);
    case 'date':
      return ofDate(filter, moment);
  }
}

function every(tests: readonly Test[]): Test {
  return (task) => {
    for (const test of tests) if (!test(task)) return false;
    return true;
  };
}

function some(tests: readonly Test[]): Test {
  return (task) => {
    for (const test of tests) if (test(task)) return true;
    return false;
  };
}

function not(test: Test): Test {
  return (task) => !test(task);
}

function overdue({ now, zone }: Moment): Test {
  const calendar = calendarOf(zone);
  // The span has the instant `now`, for due dates with a time, and the day of `now`, for all-day due dates.
  const span = spanOfInstant(now, calendar);
  return ({ completed, due }) => !completed && due !== null && compareToSpan(due, span, calendar) < 0;
}

function has(field: OptionalField): Test {
  switch (field) {
    case 'tag':
      return ({ tags }) => tags.length > 0;
    case 'list':
    case 'title':
    case 'description':
      return (task) => task[field] !== null;
    default: {
      const property = DATE_PROPERTIES[field];
      return (task) => task[property] !== null;
    }
  }
}

function named({ field, values }: Of<'name'>): Test {
  const names = new Set(values);
  const isValue = (name: string) => names.has(foldedName(name));
  return field === 'tag' ? ({ tags }) => tags.some(isValue) : ({ list }) => list !== null && isValue(list);
}

function ofPriority({ op, values }: Of<'priority'>): Test {
  const accepted = PRIORITIES.filter((each) => values.some((value) => HOLDS[op](rankOf(each) - rankOf(value))));
  return ({ priority }) => accepted.includes(priority);
}

function ofText({ field, op, values }: Of<'text'>): Test {
  const holds = HOLDS[op];
  return (task) => {
    if (task[field] === null) return false;
    const text = foldedText(task, field);
    return values.some((value) => holds(compareCodePoints(text, value)));
  };
}

function ofDate({ field, op, values }: Of<'date'>, { now, zone }: Moment): Test {
  const calendar = calendarOf(zone);
  const property = DATE_PROPERTIES[field];
  const holds = HOLDS[op];
  const spans = values.map((value) => spanOfValue(value, calendar, now));
  return (task) => {
    const date = task[property];
    return date !== null && spans.some((span) => holds(compareToSpan(date, span, calendar)));
  };
}
