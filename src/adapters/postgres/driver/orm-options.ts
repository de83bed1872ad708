import { Migrator } from '@mikro-orm/migrations';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import type { SqlOptions } from '@mikro-orm/sql';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import { AuditTable, TokenTable } from '../access/tables.ts';
import { migrations } from '../migrations/list.ts';
import { ChangeTable, CounterTable, KeyTable, TaskTable } from '../tasks/tables.ts';
import { clientConfig, databaseOf } from './client-config.ts';
import { PreparingClient } from './preparing-client.ts';
import type { ConnectBackoff } from './session/connect-backoff.ts';
import { ServingClient } from './session/serving-client.ts';
import { SessionClient } from './session/session-client.ts';
import { SESSION } from './session/settings.ts';

const common: SqlOptions = {
  entities: [TaskTable, CounterTable, ChangeTable, KeyTable, TokenTable, AuditTable],
  extensions: [Migrator],
  migrations: { migrationsList: migrations, snapshot: false, silent: true },
  // MikroORM also throws the errors that it logs. Its log would repeat them, with statements and data.
  logger: () => {},
};

/** Returns the options of a pool that serves requests. */
export function servingOptions(options: {
  readonly url: string;
  readonly maxConnections: number;
  /** The PostgreSQL schema that has the tables. */
  readonly schema: string;
  readonly backoff: ConnectBackoff;
  /** True if the connections prepare statements, which needs the internals of `pg`. */
  readonly prepares: boolean;
  readonly shardedByUser: boolean;
}): SqlOptions {
  return serverOptions(options.url, options.maxConnections, {
    application_name: 'taskport',
    keepAlive: true,
    query_timeout: TIMEOUTS.query,
    // Idle connections stay open: a new connection plans every statement again.
    idleTimeoutMillis: 0,
    Client: options.prepares ? PreparingClient : ServingClient,
    session: SESSION[options.shardedByUser ? 'sharded' : 'serving'](options.schema),
    // Only the method is passed: the ORM would copy the backoff object, and all connections must share it.
    attempt: options.backoff.attempt,
  });
}

/** Returns the options of a pool for migrations, which has no query timeout. */
export function migratingOptions(url: string, schema: string): SqlOptions {
  const session = SESSION.migrating(schema);
  return { ...serverOptions(url, 2, { application_name: 'taskport-migrate', Client: SessionClient, session }), schema };
}

/**
 * Returns MikroORM's options for a PostgreSQL server. They do not contain the URL: MikroORM would drop its parameters,
 * such as `sslmode`.
 *
 * @param max the most connections in the pool
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
