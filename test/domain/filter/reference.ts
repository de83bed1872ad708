import type { DateField, DateValue, Filter, WordsField } from '../../../src/domain/filter/filter.ts';
import type { Moment } from '../../../src/domain/filter/matches.ts';
import { fold } from '../../../src/domain/fold.ts';
import { PRIORITIES } from '../../../src/domain/tasks/priority.ts';
import type { Task } from '../../../src/domain/tasks/task.ts';

/** Evaluates a filter in a second, simple and slow way. Tests compare its results with those of the service. */
export function matchesByReference(filter: Filter, task: Task, moment: Moment): boolean {
  const again = (each: Filter) => matchesByReference(each, task, moment);
  switch (filter.kind) {
    case 'and':
      return filter.filters.every(again);
    case 'or':
      return filter.filters.some(again);
    case 'not':
      return !again(filter.filter);
    case 'completed':
      return task.completed;
    case 'overdue':
      return !task.completed && compareDates(task, 'due', { kind: 'now', milliseconds: 0 }, moment) === -1;
    case 'some':
      return filter.field === 'tag' ? task.tags.length > 0 : propertyOf(task, filter.field) !== null;
    case 'priority':
      return filter.values.some((value) =>
        holds(filter.op, PRIORITIES.indexOf(task.priority) - PRIORITIES.indexOf(value)),
      );
    case 'name':
      return (filter.field === 'tag' ? task.tags : [task.list ?? '']).some((name) =>
        filter.values.includes(fold(name)),
      );
    case 'text': {
      const text = task[filter.field];
      return text !== null && filter.values.some((value) => holds(filter.op, compareTexts(fold(text), value)));
    }
    case 'words':
      return filter.words.every((word) => hasWord(word, task, filter.field));
    case 'date':
      return filter.values.some((value) => {
        const sign = compareDates(task, filter.field, value, moment);
        return sign !== undefined && holds(filter.op, sign);
      });
  }
}

/** Compares two texts by code point. */
function compareTexts(a: string, b: string): number {
  const [one, other] = [a, b].map((text) =>
    [...text].map((char) => (char.codePointAt(0) as number).toString(16).padStart(6, '0')).join(),
  );
  if (one === other) return 0;
  return (one as string) < (other as string) ? -1 : 1;
}

/** Returns the first instant of a day in milliseconds since 1970. */
function firstOf(day: Temporal.PlainDate, zone: string): number {
  return day.toZonedDateTime(zone).epochMilliseconds;
}

function holds(op: string, sign: number): boolean {
  if (sign === 0) return op.includes('=');
  return op.includes(sign < 0 ? '<' : '>');
}

function propertyOf(task: Task, field: string): unknown {
  const property = field.replace(/_at$/, 'At') as keyof Task;
  return task[property];
}

function compareDates(task: Task, field: DateField, value: DateValue, { now, zone }: Moment): number | undefined {
  const date = propertyOf(task, field) as string | number | null;
  if (date === null) return undefined;
  const other = dateOf(value, now, zone);
  const isAllDay = typeof date === 'string' && date.length === 10;
  if (isAllDay) {
    const day = typeof other === 'number' ? dayAt(other, zone) : other;
    return Temporal.PlainDate.compare(Temporal.PlainDate.from(date), day);
  }
  const instant = typeof date === 'number' ? date : instantOf(date, zone);
  if (typeof other === 'number') return Math.sign(instant - other);
  if (instant < firstOf(other, zone)) return -1;
  return instant >= firstOf(other.add({ days: 1 }), zone) ? 1 : 0;
}

function instantOf(date: string, zone: string): number {
  return Temporal.ZonedDateTime.from(date.includes('[') ? date : `${date}[${zone}]`).epochMilliseconds;
}

/** Returns the day that a date value of a filter means, or its instant in milliseconds since 1970. */
function dateOf(value: DateValue, now: number, zone: string): Temporal.PlainDate | number {
  const epoch = Temporal.PlainDate.from('1970-01-01');
  switch (value.kind) {
    case 'day':
      return epoch.add({ days: value.day });
    case 'floating': {
      const time = Temporal.PlainTime.from('00:00').add({ milliseconds: value.time });
      return epoch.add({ days: value.day }).toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
    }
    case 'instant':
      return value.instant;
    case 'today':
      return dayAt(now, zone).add({ days: value.days });
    case 'now':
      return now + value.milliseconds;
  }
}

/** Returns the day at an instant. A day that has begun goes on even if the wall clock is set back across midnight. */
function dayAt(instant: number, zone: string): Temporal.PlainDate {
  let day = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate();
  while (firstOf(day.add({ days: 1 }), zone) <= instant) day = day.add({ days: 1 });
  return day;
}

function hasWord(word: string, task: Task, field: WordsField): boolean {
  const { title, description, tags, list } = task;
  const texts = { title: [title], description: [description], text: [title, description] };
  const fields = field === 'any' ? [title, description, list, ...tags] : texts[field];
  return fields.some((text) => {
    const folded = fold(text ?? '');
    if (/^[\p{sc=Han}\p{sc=Hangul}]/u.test(word)) return folded.includes(word);
    const spaced = folded.replace(/[^\p{L}\p{M}\p{Nd}]|[\p{sc=Han}\p{sc=Hangul}]/gu, ' ');
    return spaced.split(' ').some((piece) => piece.startsWith(word));
  });
}
