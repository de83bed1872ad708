import type { UserId } from '../../../domain/identity.ts';
import type { Expiry } from '../../../ports/task-repository.ts';
import { timestamp } from '../../system/timestamp.ts';
import type { RunStatement } from '../driver/database.ts';

/** The most rows that one statement deletes. */
const MAX_ROWS = 500;

/** Finds the expired ones among the oldest changes of the user `$1`. Changes made before the time `$2` are expired. */
const OLDEST_CHANGES = `
  select min(seq) filter (where at >= $2) as first_kept, max(seq) as last, count(*) as count
  from (select seq, at from changes where user_id = $1 order by seq limit ${MAX_ROWS}) oldest`;

const PURGE_CHANGES = 'delete from changes where user_id = $1 and seq < $2';

const EXPIRED_KEYS = `select key from idempotency_keys where user_id = $1 and at < $2 order by key limit ${MAX_ROWS}`;

/** Deletes the expired idempotency keys up to the key `$3`, except keys that were used again meanwhile. */
const PURGE_KEYS = 'delete from idempotency_keys where user_id = $1 and at < $2 and key <= $3';

interface OldestRow {
  readonly first_kept: string | null;
  readonly last: string | null;
  readonly count: string | number;
}

/**
 * Deletes an owner's expired changes and idempotency keys, MAX_ROWS with each statement. Stops at the first change that
 * is not expired, so that a change with a wrong time leaves no gap in the log.
 */
export async function purgeOwner(run: RunStatement, owner: UserId, { changes, keys }: Expiry): Promise<void> {
  for (let isMore = true; isMore; ) isMore = await purgeChanges(run, owner, timestamp(changes));
  for (let isMore = true; isMore; ) isMore = await purgeKeys(run, owner, timestamp(keys));
}

async function purgeChanges(run: RunStatement, owner: UserId, before: string): Promise<boolean> {
  const [oldest] = await run<OldestRow>(OLDEST_CHANGES, [owner, before]);
  if (oldest === undefined || oldest.last === null) return false;
  const end = oldest.first_kept ?? Number(oldest.last) + 1;
  await run(PURGE_CHANGES, [owner, end]);
  return oldest.first_kept === null && Number(oldest.count) === MAX_ROWS;
}

async function purgeKeys(run: RunStatement, owner: UserId, before: string): Promise<boolean> {
  const expired = await run<{ key: string }>(EXPIRED_KEYS, [owner, before]);
  const last = expired.at(-1);
  if (last === undefined) return false;
  await run(PURGE_KEYS, [owner, before, last.key]);
  return expired.length === MAX_ROWS;
}
