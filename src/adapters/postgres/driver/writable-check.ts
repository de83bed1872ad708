import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import type { RunStatement } from './database.ts';
import { UnfitDatabase } from './session/connect-error.ts';
import { isConnectionLost, isForbidden, isReadOnly } from './sqlstate.ts';

/** The privileges on each table that the service needs. */
const PRIVILEGES = {
  tasks: ['select', 'insert', 'update', 'delete'],
  counters: ['select', 'insert', 'update'],
  changes: ['select', 'insert', 'delete'],
  idempotency_keys: ['select', 'insert', 'delete'],
};

const NEEDED = Object.entries(PRIVILEGES).flatMap(([table, all]) =>
  all.map((privilege) => `('${table}', '${privilege}')`),
);

/** Returns the GRANT statements for the privileges that the role lacks. */
const MISSING = `
  select string_agg(format('grant %s on %s to %I', rights, name, current_user), '; ' order by name) as missing from (
    select name, string_agg(need, ', ') as rights from (values ${NEEDED.join(', ')}) as needed (name, need)
    where not has_table_privilege(name, need) group by name
  ) needed`;

/** Tries to lock a row that never exists. This fails on a read-only server, and is as fast as a read. */
const LOCK = 'select seq from counters where user_id = $1 for update';
const CHECK = `select missing from (${MISSING}) rights left join lateral (${LOCK}) counter on true`;

/** The most shards that a check tries. */
const MAX_SHARDS = 8;
const SHARD_MS = 100;

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** The error message for a database that is read-only although its server is no standby. */
export const READ_ONLY =
  'the database is read-only: default_transaction_read_only is on for the role, the database or the server. ' +
  'Find out why, then run: alter role … (or database …) reset default_transaction_read_only';

/**
 * Requires that the service can read and write its tables.
 *
 * @throws StoreError if the role lacks a privilege, or the database is read-only or unavailable
 */
export async function requireWritable(run: RunStatement): Promise<void> {
  try {
    requirePrivileges(await run<MissingRow>(CHECK, [NOBODY]));
  } catch (error) {
    if (isReadOnly(error)) throw unfit(READ_ONLY);
    if (isForbidden(error)) requirePrivileges(await run<MissingRow>(MISSING, []));
    throw error;
  }
}

/**
 * Requires that the service has its privileges, and can write to at least one shard of a database that is sharded by
 * user. While the machine of some users is down or hangs, the service still serves all other users.
 *
 * @throws StoreError if no shard can be written to
 */
export async function requireWritableShard(run: RunStatement): Promise<void> {
  requirePrivileges(await run<MissingRow>(MISSING, []));
  const tries: Promise<unknown>[] = [];
  while (tries.length < MAX_SHARDS) {
    const latest = run(LOCK, [randomUUID()]);
    tries.push(latest);
    const answer = Promise.any(tries).then(
      () => 'writable' as const,
      () => latest.catch((error: unknown) => error),
    );
    const outcome = await Promise.race([answer, delay(SHARD_MS, 'slow' as const)]);
    if (outcome === 'writable') return;
    if (outcome === 'slow' || isConnectionLost(outcome)) continue;
    throw isReadOnly(outcome) ? unfit(READ_ONLY) : outcome;
  }
  await Promise.any(tries).catch(({ errors }: AggregateError) => Promise.reject(errors.at(-1)));
}

interface MissingRow {
  readonly missing: string | null;
}

function requirePrivileges([row]: readonly MissingRow[]): void {
  if (row?.missing) throw unfit(`the role of the service lacks privileges. Run: ${row.missing}`);
}

function unfit(why: string): StoreError {
  return new StoreError('database_unavailable', new UnfitDatabase(why));
}
