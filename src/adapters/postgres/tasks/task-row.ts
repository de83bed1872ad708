import type { TaskId, UserId } from '../../../domain/identity.ts';
import type { TaskContent } from '../../../domain/tasks/content.ts';
import { Task } from '../../../domain/tasks/task.ts';
import type { Version } from '../../../domain/tasks/version.ts';
import { decodeTags, encodeTags } from '../../system/tags-text.ts';
import { timestamp } from '../../system/timestamp.ts';
import { toInstant } from '../driver/iso-time.ts';
import type { Parameter } from '../driver/prepared-query.ts';

/** A column of a task's state. `Stored` is the type of its values in a row. */
export interface Column<Stored = unknown> {
  readonly property: keyof Task;
  readonly type: 'text' | 'boolean' | 'integer' | 'timestamptz';
  readonly isNullable: boolean;
  /** The default value of the column, for programs that insert tasks by SQL without this column. */
  readonly default?: string;
  readonly encode: (task: Task) => Parameter;
  /** Never set: it only tells the compiler the type `Stored`. */
  readonly stored?: Stored;
}

/**
 * The columns of a task's state. The definitions of tables, the types of rows, and all lists of columns in SQL derive
 * from them.
 */
export const COLUMNS = {
  title: plain('title', 'text'),
  description: nullable(plain('description', 'text')),
  completed: plain('completed', 'boolean'),
  priority: { ...plain('priority', 'text'), default: 'none' },
  tags: tagsColumn(),
  list: nullable(plain('list', 'text')),
  start: nullable(plain('start', 'text')),
  due: nullable(plain('due', 'text')),
  created_at: time('createdAt'),
  updated_at: time('updatedAt'),
  completed_at: nullableTime('completedAt'),
} as const satisfies Record<string, Column>;

export type ColumnName = keyof typeof COLUMNS;

const NAMES = Object.keys(COLUMNS) as ColumnName[];
const ENCODERS = Object.values(COLUMNS).map(({ encode }) => encode);

function plain<P extends keyof TaskContent>(property: P, type: Column['type']): Column<Task[P]> {
  return { property, type, isNullable: false, encode: (task) => task[property] as Parameter };
}

function nullable<Stored>(column: Column<Stored>): Column<Stored> {
  return { ...column, isNullable: true };
}

function time(property: 'createdAt' | 'updatedAt'): Column<string> {
  return { property, type: 'timestamptz', isNullable: false, encode: (task) => timestamp(task[property]) };
}

function nullableTime(property: 'completedAt'): Column<string | null> {
  const encode = ({ [property]: at }: Task) => (at === null ? null : timestamp(at));
  return { property, type: 'timestamptz', isNullable: true, encode };
}

function tagsColumn(): Column<string> {
  return { property: 'tags', type: 'text', isNullable: false, default: '[]', encode: ({ tags }) => encodeTags(tags) };
}

type Stored<C> = C extends Column<infer T> ? T : never;
type TaskColumns = { readonly [Name in ColumnName]: Stored<(typeof COLUMNS)[Name]> };

/** A row with a task's state as the driver returns it, with times as text. */
export interface TaskRow extends TaskColumns {
  readonly user_id: string;
  readonly id: string;
  /** A string if someone has changed the column's type to `bigint`, which `pg` returns as a string. */
  readonly version: number | string;
}

/** Returns the columns of a task's state as an SQL list. `expression` returns the SQL of a column, by default its name. */
export function taskColumns(expression: (name: ColumnName, index: number) => string = (name) => name): string {
  return NAMES.map(expression).join(', ');
}

/**
 * Returns the columns as an SQL list of names with types, for `json_to_recordset`. `prefix` is put before each name.
 */
export function columnTypes(prefix: string): string {
  return taskColumns((name) => `${prefix}${name} ${COLUMNS[name].type}`);
}

/** Returns the values of a task's columns, in the order of {@link taskColumns}. */
export function columnValues(task: Task): Parameter[] {
  return ENCODERS.map((encode) => encode(task));
}

/** The names of the columns with each prefix, in the order of {@link taskColumns}. Joining them on each write is slow. */
const PREFIXED = { '': NAMES, old_: NAMES.map((name) => `old_${name}`), new_: NAMES.map((name) => `new_${name}`) };
type Prefix = keyof typeof PREFIXED;

/** Returns the values of a task's columns by column name, with `prefix` before each name. */
export function prefixedColumns(prefix: Prefix, task: Task): Record<string, Parameter> {
  const values: Record<string, Parameter> = {};
  const names = PREFIXED[prefix];
  for (let i = 0; i < names.length; i++) values[names[i] as string] = (ENCODERS[i] as Column['encode'])(task);
  return values;
}

/**
 * Returns the values of the columns that differ between two states of a task, by column name with `prefix` before it.
 *
 * @returns these columns, and `kept`, a bit mask of the columns that do not differ: bit `i` for column `i` of {@link
 * taskColumns}
 */
export function changedColumns(prefix: Prefix, before: Task, after: Task): Record<string, Parameter> {
  return columnsExcept((property) => before[property] === after[property], prefix, after);
}

/** Returns what {@link changedColumns} returns, of an edit: the columns that it sets, and those that it keeps. */
export function editedColumns(prefix: Prefix, edit: Partial<Task>): Record<string, Parameter> {
  return columnsExcept((property) => edit[property] === undefined, prefix, edit as Task);
}

function columnsExcept(
  isKept: (property: keyof Task) => boolean,
  prefix: Prefix,
  task: Task,
): Record<string, Parameter> {
  const values: Record<string, Parameter> = {};
  let kept = 0;
  for (const [i, name] of NAMES.entries()) {
    const { property, encode } = COLUMNS[name];
    if (isKept(property)) kept |= 1 << i;
    else values[PREFIXED[prefix][i] as string] = encode(task);
  }
  return { ...values, kept };
}

/** Returns the SQL of a column after a change, from `kept` and the columns `new_…` and `locked_…`. */
export function newOrKept(name: ColumnName): string {
  return `case when kept & ${1 << NAMES.indexOf(name)} <> 0 then locked_${name} else new_${name} end`;
}

/** Returns the columns of a task's state from a row in which their names have a prefix: `title` from `old_title`. */
export function unprefixed(prefix: Prefix, row: object): TaskColumns {
  const values = row as Record<string, unknown>;
  return Object.fromEntries(NAMES.map((name, i) => [name, values[PREFIXED[prefix][i] as string]])) as TaskColumns;
}

export function toVersion(number: number | string): Version {
  return Number(number) as Version;
}

/** Converts a row to a task, without validating it again. `...row` copies the columns that need no conversion. */
export function toTask(row: TaskRow): Task {
  return new Task({
    ...row,
    id: row.id as TaskId,
    userId: row.user_id as UserId,
    createdAt: toInstant(row.created_at),
    updatedAt: toInstant(row.updated_at),
    completedAt: row.completed_at === null ? null : toInstant(row.completed_at),
    tags: decodeTags(row.tags),
    version: toVersion(row.version),
  });
}
