import type { StatementSync } from 'node:sqlite';
import type { Expiry } from '../../../ports/task-repository.ts';

/** The most owners whose rows one transaction deletes. */
const MAX_OWNERS = 20;
const MAX_ROWS = 200;

export interface Purged {
  /** The last owner of this transaction, after whom the next one begins; undefined if there are no more owners. */
  readonly cursor: string | undefined;
  /** True if the transaction reached its limit for an owner, who may have more rows to delete. */
  readonly isMore: boolean;
}

/**
 * Deletes expired keys and changes of the owners after `cursor`. Stops in each log at the first change that is not
 * expired.
 */
export function purge(prepared: (sql: string) => StatementSync, { changes, keys }: Expiry, cursor: string): Purged {
  const owners = prepared('select user_id from counters where user_id > ? order by user_id limit ?');
  const oldest = prepared('select seq, at from changes where user_id = ? order by seq limit ?');
  const deleteChanges = prepared('delete from changes where user_id = ? and seq <= ?');
  const deleteKeys = prepared(
    'delete from idempotency_keys where user_id = ? and key in (select key from idempotency_keys where user_id = ? and at < ? limit ?)',
  );
  let isMore = false;
  const found = owners.all(cursor, MAX_OWNERS) as { user_id: string }[];
  for (const { user_id: owner } of found) {
    const rows = oldest.all(owner, MAX_ROWS) as { seq: number; at: number }[];
    const firstKept = rows.findIndex(({ at }) => at >= changes);
    const last = rows.at(firstKept === -1 ? -1 : firstKept - 1);
    const expired = firstKept === 0 ? undefined : last?.seq;
    if (expired !== undefined) deleteChanges.run(owner, expired);
    const deleted = deleteKeys.run(owner, owner, keys, MAX_ROWS).changes;
    isMore ||= (firstKept === -1 && rows.length === MAX_ROWS) || deleted === MAX_ROWS;
  }
  return { cursor: found.length < MAX_OWNERS ? undefined : found.at(-1)?.user_id, isMore };
}
