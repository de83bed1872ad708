import type { TaskId, UserId } from '../../../domain/identity.ts';
import { type Instant, instant, timestamp } from '../../../domain/instant.ts';
import type { Description } from '../../../domain/tasks/description.ts';
import { Task } from '../../../domain/tasks/task.ts';
import type { Title } from '../../../domain/tasks/title.ts';
import type { Version } from '../../../domain/tasks/version.ts';
import type { Parameter } from '../driver/prepared-query.ts';

/** The columns of a task, but for its ids and its version, and their types. */
const COLUMNS = {
  title: 'text',
  description: 'text',
  completed: 'boolean',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
} as const satisfies Partial<Record<keyof TaskRow, string>>;

const NAMES = Object.keys(COLUMNS) as ColumnName[];

export type ColumnName = keyof typeof COLUMNS;

/** As they are declared of what is sent as JSON. */
export function stateTypes(prefix: string): string {
  return Object.entries(COLUMNS)
    .map(([name, type]) => `${prefix}${name} ${type}`)
    .join(', ');
}

/** What each of them is to be, all in one list; by themselves, their names. */
export function taskColumns(expression: (name: ColumnName) => string = (name) => name): string {
  return NAMES.map(expression).join(', ');
}

/** A row as the drivers give it: times as text. */
export interface TaskRow {
  readonly user_id: string;
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly completed: boolean;
  readonly created_at: string;
  readonly updated_at: string;
  /** Text where the column has been made larger than an integer. */
  readonly version: number | string;
}

function toRow(task: Task): TaskRow {
  return {
    user_id: task.userId,
    id: task.id,
    title: task.title,
    description: task.description,
    completed: task.completed,
    created_at: timestamp(task.createdAt),
    updated_at: timestamp(task.updatedAt),
    version: task.version,
  };
}

/** The columns of a task's state by names that begin with `prefix`. */
export function toColumns(prefix: string, task: Task): Record<string, unknown> {
  const row = toRow(task);
  return Object.fromEntries(NAMES.map((name) => [prefix + name, row[name]]));
}

/** What a task's columns are to be, in the order of {@link state}. */
export function columnValues(task: Task): Parameter[] {
  const row = toRow(task);
  return NAMES.map((name) => row[name]);
}

export function toVersion(number: number | string): Version {
  return Number(number) as Version;
}

/** What was checked on its way in is not checked again on its way out. */
export function toTask(row: TaskRow): Task {
  return new Task({
    id: row.id as TaskId,
    userId: row.user_id as UserId,
    title: row.title as Title,
    description: row.description as Description | null,
    completed: row.completed,
    createdAt: toInstant(row.created_at),
    updatedAt: toInstant(row.updated_at),
    version: toVersion(row.version),
  });
}

const DATE = /^\d{4}-\d\d-\d\d$/;
const UTC = '+00';
const OFFSET = /([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?$/;

let lastDate = '';
let lastDay = 0;

/**
 * Reads a time as PostgreSQL writes it in the style ISO, and no other: in another style a day can be taken for a month. What
 * is beyond a millisecond is cut off. `Date` is not asked, as it takes two to three times as long, and each task of a list
 * has two times.
 *
 * @throws RangeError
 */
export function toInstant(text: string): Instant {
  if (text.endsWith(UTC)) return instant(read(text, text.length - UTC.length));
  const offset = OFFSET.exec(text);
  if (offset === null) throw misread(text);
  const [, sign, hours, minutes = 0, seconds = 0] = offset;
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
  return instant(read(text, offset.index) - (sign === '-' ? -ms : ms));
}

/** Reads `yyyy-mm-dd hh:mm:ss` and a fraction of a second, if there is one, up to the place `end`. */
function read(text: string, end: number): number {
  const date = text.slice(0, 10);
  if (date !== lastDate) {
    lastDay = dayOf(date, text);
    lastDate = date;
  }
  if (text[10] !== ' ' || text[13] !== ':' || text[16] !== ':') throw misread(text);
  let ms = ((twoDigits(text, 11) * 60 + twoDigits(text, 14)) * 60 + twoDigits(text, 17)) * 1_000;
  if (end !== 19) {
    if (text[19] !== '.' || end === 20) throw misread(text);
    for (let place = 20, unit = 100; place < end; place++, unit = unit === 1 ? 0 : unit / 10) {
      ms += unit * digit(text, place);
    }
  }
  return lastDay + ms;
}

function dayOf(date: string, text: string): number {
  const day = DATE.test(date) ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(day)) throw misread(text);
  return day;
}

function twoDigits(text: string, place: number): number {
  return 10 * digit(text, place) + digit(text, place + 1);
}

function digit(text: string, place: number): number {
  const value = text.charCodeAt(place) - 48;
  if (value >= 0 && value <= 9) return value;
  throw misread(text);
}

function misread(text: string): RangeError {
  return new RangeError(`not a time as PostgreSQL writes it in the style ISO: ${text}`);
}
