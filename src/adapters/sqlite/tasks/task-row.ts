import type { ChangeKind, Seq, TaskState } from '../../../domain/changes/change.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { TaskContent } from '../../../domain/tasks/content.ts';
import { DeletedTask, Task } from '../../../domain/tasks/task.ts';
import type { Version } from '../../../domain/tasks/version.ts';

export type Value = string | number | null;

import { decodeTags, encodeTags } from '../../system/tags-text.ts';

/** A column of a task's state. `Stored` is the type of its values in a row. */
interface Column<Stored extends Value = Value> {
  readonly encode: (task: Task) => Stored;
}

/**
 * The columns of a task's state, from which row types and lists of columns derive. Times are in milliseconds since
 * 1970.
 */
const COLUMNS = {
  title: plain('title'),
  description: plain('description'),
  completed: flag('completed'),
  priority: plain('priority'),
  tags: { encode: (task) => encodeTags(task.tags) } as Column<string>,
  list: plain('list'),
  start: plain('start'),
  due: plain('due'),
  created_at: plain('createdAt'),
  updated_at: plain('updatedAt'),
  completed_at: plain('completedAt'),
};

export type ColumnName = keyof typeof COLUMNS;

const COLUMN_NAMES = Object.keys(COLUMNS) as ColumnName[];
const ENCODERS = Object.values(COLUMNS).map(({ encode }) => encode);

function plain<P extends keyof TaskContent | 'createdAt' | 'updatedAt' | 'completedAt'>(
  property: P,
): Column<Task[P] & Value> {
  return { encode: (task) => task[property] as Task[P] & Value };
}

function flag(property: 'completed'): Column<0 | 1> {
  return { encode: (task) => (task[property] ? 1 : 0) };
}

type TaskColumns = {
  readonly [Name in ColumnName]: (typeof COLUMNS)[Name] extends Column<infer Stored> ? Stored : never;
};

export interface TaskRow extends TaskColumns {
  readonly user_id: UserId;
  readonly id: TaskId;
  readonly version: Version;
}

/** Returns the columns of a task's state as an SQL list. `expression` returns the SQL of a column, by default its name. */
export function taskColumns(expression: (name: ColumnName) => string = (name) => name): string {
  return COLUMN_NAMES.map(expression).join(', ');
}

/** Returns the values of a task's columns, in the order of {@link taskColumns}; nulls if there is no task. */
export function columnValues(task: Task | undefined): Value[] {
  return ENCODERS.map((encode) => (task === undefined ? null : encode(task)));
}

/** Converts a row to a task, without validating it again. `...row` copies the columns that need no conversion. */
export function toTask(row: TaskRow): Task {
  return new Task({
    ...row,
    userId: row.user_id,
    completed: row.completed === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    completedAt: row.completed_at,
    tags: decodeTags(row.tags),
  });
}

/** A change with its post-image (the state after the change), whose columns are null if the change deleted the task. */
export interface StateRow extends TaskRow {
  readonly seq: Seq;
  readonly kind: ChangeKind | 'unchanged';
  readonly at: Instant;
}

export function toState(row: StateRow): TaskState {
  if (row.kind !== 'deleted') return toTask(row);
  return new DeletedTask({ userId: row.user_id, id: row.id, version: row.version, deletedAt: row.at });
}

/** Converts the `old_…` columns of a change's row to the task before the change; undefined if there was no task. */
export function toPreImage(row: Omit<TaskRow, ColumnName>): Task | undefined {
  const values = row as unknown as Record<string, unknown>;
  if (values.old_created_at === null) return undefined;
  const columns = Object.fromEntries(COLUMN_NAMES.map((name) => [name, values[`old_${name}`]])) as TaskColumns;
  return toTask({ ...columns, user_id: row.user_id, id: row.id, version: (row.version - 1) as Version });
}
