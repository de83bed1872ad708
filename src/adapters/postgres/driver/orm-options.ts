import { Migrator } from '@mikro-orm/migrations';
import { PgliteDriver } from '@mikro-orm/pglite';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import type { SqlOptions } from '@mikro-orm/sql';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import type { EmbeddedPostgres } from '../embedded/embedded-postgres.ts';
import { migrations } from '../migrations/list.ts';
import { ChangeTable, CounterTable, KeyTable, TaskTable } from '../tasks/tables.ts';
import { clientConfig, databaseOf } from './client-config.ts';
import { PreparingClient } from './preparing-client.ts';
import type { ConnectBackoff } from './session/connect-backoff.ts';
import { SessionClient } from './session/session-client.ts';
import { SESSION } from './session/settings.ts';

const common: SqlOptions = {
  entities: [TaskTable, CounterTable, ChangeTable, KeyTable],
  extensions: [Migrator],
  migrations: { migrationsList: migrations, snapshot: false, silent: true },
  // What MikroORM would say, it says by throwing; its log would only repeat it, statements and data included.
  logger: () => {},
};

/**
 * For serving requests.
 *
 * @param schema where the tables are
 */
export function servingOptions(url: string, connections: number, schema: string, backoff: ConnectBackoff): SqlOptions {
  return serverOptions(url, connections, {
    application_name: 'taskport',
    keepAlive: true,
    query_timeout: TIMEOUTS.query,
    // A new connection makes all its plans anew: who comes after a quiet while shall not wait for that.
    idleTimeoutMillis: 0,
    Client: PreparingClient,
    session: SESSION.serving(schema),
    // A function, for the ORM makes copies of objects.
    attempt: backoff.attempt,
  });
}

/** For migrations, which may take as long as they take. */
export function migratingOptions(url: string, schema: string): SqlOptions {
  const session = SESSION.migrating(schema);
  return { ...serverOptions(url, 2, { application_name: 'taskport-migrate', Client: SessionClient, session }), schema };
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
    driverOptions: { connectionTimeoutMillis: TIMEOUTS.connect, ...driverOptions, ...clientConfig(url) },
  };
}
