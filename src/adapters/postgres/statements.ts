import type { UserId } from '../../domain/identity.ts';
import type { TaskQuery } from '../../ports/task-repository.ts';
import { COLUMNS, toTimestamp } from './task-row.ts';

// Columns are always listed: a prepared `select *` breaks when a migration adds one.

export const ADD = `insert into tasks (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7)`;

export const FIND = `select ${COLUMNS} from tasks where user_id = $1 and id = $2`;

/** Holds off every other writer of the task until the transaction ends. */
export const LOCK = `${FIND} for update`;

/** Takes the parameters of a whole row but the last, `created_at`, which never changes. */
export const UPDATE = `
  update tasks set title = $3, description = $4, completed = $5, updated_at = $6 where user_id = $1 and id = $2`;

export const REMOVE = 'delete from tasks where user_id = $1 and id = $2';

/** Walks an index from the newest task, or from the position `after`, to older ones: there is nothing to sort. */
export function listStatement(owner: UserId, query: TaskQuery): [sql: string, parameters: unknown[]] {
  const { completed, after, offset, limit } = query;
  const parameters: unknown[] = [owner, limit, offset];
  const bind = (value: unknown) => `$${parameters.push(value)}`;
  let where = 'user_id = $1';
  // Written out, not bound: so the planner sees that the index of completed tasks, or that of open ones, has them all.
  if (completed !== undefined) where += completed ? ' and completed' : ' and not completed';
  if (after !== undefined)
    where += ` and (created_at, id) < (${bind(toTimestamp(after.createdAt))}, ${bind(after.id)})`;
  const sql = `select ${COLUMNS} from tasks where ${where} order by created_at desc, id desc limit $2 offset $3`;
  return [sql, parameters];
}
