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
  // The log of MikroORM would only repeat the errors that it throws, and would disclose statements and data.
  logger: () => {},
};

/** Returns MikroORM's options for a connection pool that serves requests. */
export function servingOptions(options: {
  readonly url: string;
  readonly maxConnections: number;
  /** The PostgreSQL schema that has the tables. */
  readonly schema: string;
  readonly backoff: ConnectBackoff;
  /** True if the connections prepare statements, for which they need internals of `pg`. */
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
    // Only the method is passed: MikroORM would copy the backoff object, but all connections must share one.
    attempt: options.backoff.attempt,
  });
}

/** Returns MikroORM's options for a connection pool for migrations, which have no query timeout. */
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
