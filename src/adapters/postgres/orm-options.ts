import { Migrator } from '@mikro-orm/migrations';
import { PgliteDriver } from '@mikro-orm/pglite';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import type { SqlOptions } from '@mikro-orm/sql';
import type pg from 'pg';
import { LIMITS } from '../../limits.ts';
import { clientConfig, databaseOf } from './client-config.ts';
import type { EmbeddedPostgres } from './embedded/embedded-postgres.ts';
import { migrations } from './migrations/list.ts';
import { PooledClient } from './pooled-client.ts';
import { ChangeTable, CounterTable, KeyTable, TaskTable } from './tables.ts';

const common: SqlOptions = {
  entities: [TaskTable, CounterTable, ChangeTable, KeyTable],
  extensions: [Migrator],
  migrations: { migrationsList: migrations, snapshot: false, silent: true },
  // What MikroORM would say, it says by throwing; its log would only repeat it, statements and data included.
  logger: () => {},
};

/**
 * Settings of every session that serves requests. Each statement has one right plan, walks along indexes, so
 * the planner is offered no other: a table without statistics is not scanned, and a list is not sorted.
 */
export const SESSION_SETTINGS = settings({
  statement_timeout: LIMITS.statement,
  lock_timeout: LIMITS.lock,
  idle_in_transaction_session_timeout: LIMITS.idleTransaction,
  enable_seqscan: 'off',
  enable_sort: 'off',
  plan_cache_mode: 'force_generic_plan',
  // What it costs to do without those makes plans look expensive enough to be compiled, at each execution anew.
  jit: 'off',
});

/** For serving requests. Settings are made after connecting, as poolers refuse them among the parameters of a start. */
export function servingOptions(url: string, connections: number): SqlOptions {
  return serverOptions(url, connections, {
    application_name: 'taskport',
    keepAlive: true,
    query_timeout: LIMITS.query,
    // A new connection makes all its plans anew: who comes after a quiet while shall not wait for that.
    idleTimeoutMillis: 0,
    Client: PooledClient,
    onConnect: (client: pg.Client) => client.query(SESSION_SETTINGS),
  });
}

/** For migrations, which may take as long as they take. */
export function migratingOptions(url: string): SqlOptions {
  return serverOptions(url, 2, { application_name: 'taskport-migrate' });
}

export function embeddedOptions(postgres: EmbeddedPostgres): SqlOptions {
  return { ...common, driver: PgliteDriver, dbName: 'postgres', driverOptions: { pglite: () => postgres } };
}

/**
 * MikroORM is not given the address, for its own reading of it drops every parameter, `sslmode` among them.
 *
 * @param max how many connections there may be
 */
function serverOptions(url: string, max: number, driverOptions: Readonly<Record<string, unknown>>): SqlOptions {
  return {
    ...common,
    driver: PostgreSqlDriver,
    dbName: databaseOf(url),
    pool: { min: 0, max },
    driverOptions: { connectionTimeoutMillis: LIMITS.connect, ...driverOptions, ...clientConfig(url) },
  };
}

function settings(values: Record<string, string | number>): string {
  const calls = Object.entries(values).map(([name, value]) => `set_config('${name}', '${value}', false)`);
  return `select ${calls.join(', ')}`;
}
