import type { SqlEntityManager } from '@mikro-orm/sql';
import { type RunStatement, runOn } from '../driver/database.ts';
import { UnfitDatabase } from '../driver/session/connect-error.ts';
import { migratePostgres } from '../migrations/migrate.ts';

/**
 * The tables that Citus distributes by `user_id`. The tables of tokens and accounts stay on the coordinator, because
 * they are read before the user is known. They are no reference tables either: a reference table cannot be written to
 * while any worker is down, so nobody could sign in.
 */
export const DISTRIBUTED = ['tasks', 'counters', 'changes', 'idempotency_keys', 'audit_entries'] as const;

const HAS_CITUS = "select to_regclass('pg_dist_partition') is not null as has_citus";

/** Reads which of Taskport's tables are distributed already. Works only on Citus. */
const FIND_DISTRIBUTED = `
  select relname as name from pg_dist_partition join pg_class on pg_class.oid = logicalrelid
  where logicalrelid = any (array[${DISTRIBUTED.map((name) => `to_regclass('${name}')`).join(', ')}])`;

/** Returns whether Citus has distributed the tables of tasks. */
export async function isDistributed(run: RunStatement): Promise<boolean> {
  return (await hasCitus(run)) && (await findDistributed(run)).includes('tasks');
}

/**
 * Migrates a database, and distributes its tables by user, in one transaction. Moves the existing rows to the shards.
 * Skips tables that are distributed already.
 *
 * @returns the tables that this call has distributed
 * @throws UnfitDatabase if the database has no Citus
 */
export async function distribute(url: string): Promise<readonly string[]> {
  const added: string[] = [];
  await migratePostgres(url, async (em: SqlEntityManager) => {
    const run: RunStatement = (sql, parameters) => runOn(em, sql, parameters);
    if (!(await hasCitus(run))) throw new UnfitDatabase(NO_CITUS);
    const before = await findDistributed(run);
    added.push(...DISTRIBUTED.filter((name) => !before.includes(name)));
    // By default Citus opens several connections to a worker, which would not see the tables that this transaction
    // made.
    await run("set local citus.multi_shard_modify_mode to 'sequential'", []);
    for (const name of added) await run(distributeStatement(name), []);
  });
  return added;
}

function distributeStatement(name: string): string {
  const [first] = DISTRIBUTED;
  const place = name === first ? '' : `, colocate_with => '${first}'`;
  return `select create_distributed_table('${name}', 'user_id'${place})`;
}

async function hasCitus(run: RunStatement): Promise<boolean> {
  const [found] = await run<{ has_citus: boolean }>(HAS_CITUS, []);
  return found?.has_citus === true;
}

async function findDistributed(run: RunStatement): Promise<readonly string[]> {
  return (await run<{ name: string }>(FIND_DISTRIBUTED, [])).map(({ name }) => name);
}

const NO_CITUS =
  "the database has no Citus, so its tables cannot be distributed. On each server: shared_preload_libraries = 'citus', " +
  'and create extension citus. On the coordinator: citus_set_coordinator_host and citus_add_node';
