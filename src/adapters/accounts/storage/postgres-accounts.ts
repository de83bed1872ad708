import { setTimeout as delay } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import { clientConfig } from '../../postgres/driver/client-config.ts';
import { ConnectBackoff } from '../../postgres/driver/session/connect-backoff.ts';
import { UnfitDatabase } from '../../postgres/driver/session/connect-error.ts';
import { examine } from '../../postgres/driver/session/examine.ts';
import { ServingClient } from '../../postgres/driver/session/serving-client.ts';
import { SessionClient } from '../../postgres/driver/session/session-client.ts';
import { SESSION } from '../../postgres/driver/session/settings.ts';
import { isConflict, isForbidden, isTransient, toStoreError } from '../../postgres/driver/sqlstate.ts';
import { type AccountStore, noteFailure } from './account-store.ts';
import { withLazyTransactions } from './lazy-transactions.ts';

/** The key of the advisory lock for migrations. The migrations of the task tables use the same key. */
const MIGRATION_LOCK = 7_402_001;

/** The maximum number of connections per process. Connections open on first use, and close when idle. */
const MAX_CONNECTIONS = 2;

/** The delay between attempts to reach an unavailable database, in milliseconds. */
const RECONNECT_MS = 500;

/** The account tables on a PostgreSQL server, accessed by a small connection pool of their own. */
export class PostgresAccounts implements AccountStore {
  readonly type = 'postgres';
  readonly #url: string;
  #kysely: Kysely<unknown> | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  get database(): Kysely<unknown> {
    if (this.#kysely === undefined) throw new StoreError('database_unavailable');
    return this.#kysely;
  }

  async prepare(migrate: (database: Kysely<unknown>) => Promise<void>): Promise<void> {
    for (;;) {
      try {
        const schema = await migrateOnce(this.#url, migrate);
        this.#kysely = new Kysely({ dialect: withLazyTransactions(servingDialect(this.#url, schema), note) });
        return;
      } catch (error) {
        if (!isTransient(error)) throw error;
      }
      await delay(RECONNECT_MS);
    }
  }

  async close(): Promise<void> {
    await this.#kysely?.destroy();
    this.#kysely = undefined;
  }
}

/** Tries once to migrate the account tables. Returns the name of their PostgreSQL schema. */
async function migrateOnce(url: string, migrate: (database: Kysely<unknown>) => Promise<void>): Promise<string> {
  const schema = await examine(url);
  const pool = poolOf(
    url,
    { max: 1, application_name: 'taskport-migrate', Client: SessionClient },
    SESSION.migrating(schema),
  );
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    await kysely.transaction().execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(transaction);
      await migrate(transaction);
    });
    return schema;
  } catch (error) {
    throw isForbidden(error) ? withAdvice(error as Error, schema) : error;
  } finally {
    await kysely.destroy();
  }
}

function servingDialect(url: string, schema: string): PostgresDialect {
  const options = {
    max: MAX_CONNECTIONS,
    application_name: 'taskport-accounts',
    keepAlive: true,
    query_timeout: TIMEOUTS.query,
    Client: ServingClient,
    attempt: new ConnectBackoff().attempt,
  };
  return new PostgresDialect({ pool: poolOf(url, options, SESSION.serving(schema)) });
}

function poolOf(url: string, options: Readonly<Record<string, unknown>>, session: string): pg.Pool {
  const pool = new pg.Pool({
    connectionTimeoutMillis: TIMEOUTS.connect,
    ...options,
    ...clientConfig(url),
    session,
  } as pg.PoolConfig);
  // Without a listener, the loss of an idle connection would crash the process. The pool replaces the connection.
  pool.on('error', () => {});
  return pool;
}

function note(error: unknown): void {
  if (!isConflict(error)) noteFailure(toStoreError(error));
}

function withAdvice(error: Error, schema: string): UnfitDatabase {
  const name = pg.escapeIdentifier(schema);
  return new UnfitDatabase(
    `${error.message}: the tables of accounts must be created. Run \`make migrate\` as the role that owns the tables, or ` +
      `allow the role of the service to do so: grant create on schema ${name}`,
    { cause: error },
  );
}
