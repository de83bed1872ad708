import { createHash } from 'node:crypto';
import type { UserRows, UserTable } from '../../application/stores/read-users.ts';
import type { Instant } from '../../domain/instant.ts';
import { CONTENT_FIELDS } from '../../domain/tasks/content.ts';
import type { Task } from '../../domain/tasks/task.ts';
import { type StoredRow, TABLES } from '../../ports/store-copy.ts';
import { timestamp } from '../system/timestamp.ts';
import { type End, type Header, LINE_TYPES, STATE_NAMES } from './format.ts';

/** The numbers of users, tasks and changes in an export, and its SHA-256. */
export type ExportCounts = Omit<End, 'type'>;

/**
 * Writes the rows of users as JSON Lines, and yields a few hundred lines at a time.
 *
 * @returns the numbers of rows written and the SHA-256, which the command prints
 */
export async function* writeExport(
  header: Header,
  users: AsyncIterable<UserRows>,
): AsyncGenerator<Buffer, ExportCounts, undefined> {
  const hash = createHash('sha256');
  const counts: Record<UserTable, number> = { counters: 0, tasks: 0, changes: 0 };
  const hashed = (text: string) => {
    const bytes = Buffer.from(text);
    hash.update(bytes);
    return bytes;
  };
  yield hashed(`${JSON.stringify(header)}\n`);
  for await (const { table, rows } of users) {
    counts[table] += rows.length;
    yield hashed(rows.map((row) => lineOf(table, row)).join(''));
  }
  const { counters, tasks, changes } = counts;
  const end = { users: counters, tasks, changes, sha256: hash.digest('hex') };
  yield Buffer.from(`${JSON.stringify({ type: 'end', ...end })}\n`);
  return end;
}

/** Returns the JSON line of a row: its columns, then the task's state. Only a `user` line has the user's id. */
function lineOf(table: UserTable, { values, state }: StoredRow): string {
  const columns = Object.entries(TABLES[table].columns);
  const fields = columns.map(([name, type], i) => [
    name,
    type === 'time' ? timestamp(values[i] as Instant) : values[i],
  ]);
  const line = { type: LINE_TYPES[table], ...Object.fromEntries(table === 'counters' ? fields : fields.slice(1)) };
  if (TABLES[table].hasState) line[STATE_NAMES[table]] = state === undefined ? null : stateOf(state);
  return `${JSON.stringify(line)}\n`;
}

/** Returns the content and the times of a task, with the field names of the API. */
function stateOf(task: Task): Record<string, unknown> {
  const { createdAt, updatedAt, completedAt } = task;
  return {
    ...Object.fromEntries(CONTENT_FIELDS.map((name) => [name, task[name]])),
    created_at: timestamp(createdAt),
    updated_at: timestamp(updatedAt),
    completed_at: completedAt === null ? null : timestamp(completedAt),
  };
}
