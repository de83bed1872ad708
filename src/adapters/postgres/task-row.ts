import type { Description } from '../../domain/description.ts';
import type { TaskId, UserId } from '../../domain/identity.ts';
import { type Instant, instant, timestamp } from '../../domain/instant.ts';
import { Task } from '../../domain/task.ts';
import type { Title } from '../../domain/title.ts';
import type { Version } from '../../domain/version.ts';
import type { Parameter } from './execution.ts';

/** The columns of a task, but for its ids and its version, and their types. */
const STATE = {
  title: 'text',
  description: 'text',
  completed: 'boolean',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
} as const satisfies Partial<Record<keyof TaskRow, string>>;

const NAMES = Object.keys(STATE) as StateColumn[];

export type StateColumn = keyof typeof STATE;

/** As they are declared of what is sent as JSON. */
export function stateTypes(prefix: string): string {
  return Object.entries(STATE)
    .map(([name, type]) => `${prefix}${name} ${type}`)
    .join(', ');
}

/** What each of them is to be, all in one list; by themselves, their names. */
export function state(expression: (name: StateColumn) => string = (name) => name): string {
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
  readonly version: number;
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
export function stateOf(task: Task): Parameter[] {
  const row = toRow(task);
  return NAMES.map((name) => row[name]);
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
    version: row.version as Version,
  });
}

const DATE = 'yyyy-mm-dd'.length;
const UTC = '+00';

let lastDate = '';
let lastDay = 0;

/**
 * Reads a time as PostgreSQL writes it: to the millisecond, but for zeros at the end. Of a session in UTC, as most are, not
 * by `Date`, which takes two to three times as long, and each task of a list has two times.
 */
export function toInstant(text: string): Instant {
  if (text[DATE] !== ' ' || !text.endsWith(UTC)) return instant(Date.parse(text));
  const date = text.slice(0, DATE);
  if (date !== lastDate) {
    lastDate = date;
    lastDay = Date.parse(date);
  }
  let ms = ((twoDigits(text, 11) * 60 + twoDigits(text, 14)) * 60 + twoDigits(text, 17)) * 1_000;
  for (let place = 20, unit = 100; place < text.length - UTC.length; place++, unit /= 10)
    ms += unit * digit(text, place);
  return instant(lastDay + ms);
}

function twoDigits(text: string, place: number): number {
  return 10 * digit(text, place) + digit(text, place + 1);
}

function digit(text: string, place: number): number {
  return text.charCodeAt(place) - 48;
}
