import type { UserId } from '../../../domain/identity.ts';
import type { RunStatement } from '../driver/database.ts';

const MAX_OWNERS = 100;

/**
 * Returns the next users that have rows in a table: the first users, or those after `cursor`; none after the last. It
 * only reads. On a sharded database, no other statement on tasks or audit entries concerns several users.
 */
export async function nextOwners(
  run: RunStatement,
  table: 'counters' | 'audit_entries',
  cursor: UserId | undefined,
): Promise<UserId[]> {
  const after = cursor === undefined ? '' : 'where user_id > $1 ';
  const sql = `select distinct user_id from ${table} ${after}order by user_id limit ${MAX_OWNERS}`;
  const rows = await run<{ user_id: UserId }>(sql, cursor === undefined ? [] : [cursor]);
  return rows.map(({ user_id }) => user_id);
}
