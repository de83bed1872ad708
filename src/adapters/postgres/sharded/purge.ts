import type { UserId } from '../../../domain/identity.ts';
import type { Expiry } from '../../../ports/task-repository.ts';
import { timestamp } from '../../system/timestamp.ts';
import type { RunStatement } from '../driver/database.ts';

/** The rows of each table that one statement deletes. */
const MAX_ROWS = 500;

/** Reads the oldest changes. `$2` is the time before which changes are expired. */
const OLDEST_CHANGES = `
  select min(seq) filter (where at >= $2) as first_kept, max(seq) as last, count(*) as count
  from (select seq, at from changes where user_id = $1 order by seq limit ${MAX_ROWS}) oldest`;

const PURGE_CHANGES = 'delete from changes where user_id = $1 and seq < $2';

const EXPIRED_KEYS = `select key from idempotency_keys where user_id = $1 and at < $2 order by key limit ${MAX_ROWS}`;

/** Deletes the expired keys up to the key `$3`. A key that was used again meanwhile is not expired. */
const PURGE_KEYS = 'delete from idempotency_keys where user_id = $1 and at < $2 and key <= $3';

interface OldestRow {
  readonly first_kept: string | null;
  readonly last: string | null;
  readonly count: string | number;
}

/**
 * Deletes an owner's expired changes and keys, a limited number with each statement. A log is deleted only up to the
 * first change that is not expired, so a wrong clock leaves no gap.
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
