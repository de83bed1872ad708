import type { UserTable } from '../../application/stores/read-users.ts';
import { InvalidValue } from '../../domain/errors.ts';
import { type TaskId, taskId, type UserId } from '../../domain/identity.ts';
import { type Instant, instant } from '../../domain/instant.ts';
import { Task } from '../../domain/tasks/task.ts';
import type { Version } from '../../domain/tasks/version.ts';
import { Refusal } from '../../ports/refusal.ts';
import { type StoredRow, TABLES } from '../../ports/store-copy.ts';
import { timestamp } from '../system/timestamp.ts';
import { contentOf, text } from './content-values.ts';
import { STATE_NAMES } from './format.ts';

export type Fields = Readonly<Record<string, unknown>>;

type Value = StoredRow['values'][number];

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** The most characters of a text column, such as the author of a change. */
const MAX_TEXT = 1_000;
const KINDS: readonly unknown[] = ['created', 'updated', 'completed', 'reopened', 'deleted', 'restored'];
const AUTHOR = /^(?:open|session|token|jwt)(?::|$)/;

/**
 * Reads a row of a table from the JSON object in one line of an export.
 *
 * @throws Refusal `invalid` with the name of the wrong field
 */
export function readRow(table: UserTable, fields: Fields, owner: UserId): StoredRow {
  const { user_id: _, ...columns } = TABLES[table].columns as Record<string, 'id' | 'text' | 'number' | 'time'>;
  const row: Record<string, Value> = {};
  for (const [name, type] of Object.entries(columns)) row[name] = named(name, () => READERS[type](fields[name]));
  if (table === 'changes') requireChange(row);
  const id = (row.id ?? row.task_id) as TaskId;
  return { values: [owner, ...Object.values(row)], state: stateOf(table, fields, owner, id, row.version as Version) };
}

/** The functions that check the JSON value of a column, and return it for the store, by the column's type. */
const READERS: Readonly<Record<'id' | 'text' | 'number' | 'time', (value: unknown) => Value>> = {
  id: uuid,
  number: (value) => {
    if (!Number.isSafeInteger(value) || (value as number) < 0) throw new Refusal('invalid', 'must be a whole number');
    return value as number;
  },
  time,
  text: (value) => {
    const found = value === null ? null : text(value);
    if (found !== null && (found.length > MAX_TEXT || found.includes('\0') || !found.isWellFormed()))
      throw new Refusal('invalid', `must be text of at most ${MAX_TEXT} characters`);
    return found;
  },
};

export function uuid(value: unknown): string {
  const id = taskId(text(value));
  if (id !== value) throw new Refusal('invalid', 'must be in lower case');
  return id;
}

function time(value: unknown): Instant {
  const milliseconds = TIME.test(text(value)) ? Date.parse(text(value)) : Number.NaN;
  if (Number.isNaN(milliseconds) || timestamp(instant(milliseconds)) !== value)
    throw new Refusal('invalid', 'must be a time such as 2026-01-31T09:05:07.123Z');
  return instant(milliseconds);
}

function requireChange({ kind, actor }: Readonly<Record<string, Value>>): void {
  if (!KINDS.includes(kind)) throw new Refusal('invalid', 'kind must be that of a change');
  if (actor !== null && !AUTHOR.test(String(actor))) throw new Refusal('invalid', 'actor must name a credential');
}

/**
 * Reads a task's state, or its state before a change, and gives it the `version` of the line: a state in the file has
 * no version of its own.
 */
function stateOf(table: UserTable, fields: Fields, owner: UserId, id: TaskId, version: Version): Task | undefined {
  if (!TABLES[table].hasState) return undefined;
  const state = fields[STATE_NAMES[table]];
  if (state === null && table === 'changes') return undefined;
  return named(STATE_NAMES[table], () => {
    if (typeof state !== 'object' || state === null) throw new Refusal('invalid', 'must be an object');
    const given = state as Fields;
    const content = contentOf(given);
    const [createdAt, updatedAt] = (['created_at', 'updated_at'] as const).map((name) =>
      named(name, () => time(given[name])),
    );
    const completedAt = named('completed_at', () => (given.completed_at === null ? null : time(given.completed_at)));
    if (content.completed !== (completedAt !== null)) throw new Refusal('invalid', 'completed_at must fit completed');
    const times = { createdAt: createdAt as Instant, updatedAt: updatedAt as Instant, completedAt };
    return new Task({ ...content, ...times, id, userId: owner, version });
  });
}

/** Runs `read`. If it fails, puts `name` before the message of the error. */
export function named<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InvalidValue) throw new Refusal('invalid', `${name} breaks the rule ${error.rule}`);
    if (error instanceof Refusal) throw new Refusal('invalid', `${name} ${error.message}`);
    throw error;
  }
}
