import { setTimeout as delay } from 'node:timers/promises';
import type { PostgreSqlConnection } from '@mikro-orm/postgresql';
import { SqlMikroORM } from '@mikro-orm/sql';
import pgPackage from 'pg/package.json' with { type: 'json' };
import type { Logger } from 'pino';
import { StoreError, type StoreLifecycle } from '../../ports/store-lifecycle.ts';
import type { PgChangeNotifier } from './changes/pg-change-notifier.ts';
import type { Database } from './driver/database.ts';
import { servingOptions } from './driver/orm-options.ts';
import { missingInternals } from './driver/pg-internals.ts';
import { isTransient } from './driver/sqlstate.ts';
import { requireWritable } from './driver/writable-check.ts';
import { migratePostgres } from './migrations/migrate.ts';

/** Milliseconds between two tries to reach a database that is unavailable. */
const RECONNECT_MS = 500;

/** The limits of the pool of one process. All pools share `total`, as PostgreSQL allows 100 connections by default. */
const CONNECTIONS = { min: 4, max: 10, total: 64 };

/** The lifecycle of a store on a PostgreSQL server. */
export class PostgresStore implements StoreLifecycle {
  readonly #url: string;
  readonly #maxConnections: number;
  readonly #database: Database;
  readonly #notifier: PgChangeNotifier;
  readonly #log: Logger;
  #orm: SqlMikroORM | undefined;

  /** @param workers the number of processes that share the server's connections */
  constructor(url: string, workers: number, database: Database, notifier: PgChangeNotifier, log: Logger) {
    this.#url = url;
    this.#maxConnections = Math.max(
      CONNECTIONS.min,
      Math.min(CONNECTIONS.max, Math.floor(CONNECTIONS.total / workers)),
    );
    this.#database = database;
    this.#notifier = notifier;
    this.#log = log;
  }

  async open(): Promise<void> {}

  async prepare(): Promise<void> {
    const prepares = this.#hasInternals();
    const schema = await this.#retry(() => migratePostgres(this.#url));
    const options = servingOptions({
      url: this.#url,
      maxConnections: this.#maxConnections,
      schema,
      backoff: this.#database.backoff,
      prepares,
    });
    // MikroORM runs a query when it starts.
    const orm = await this.#retry(() => SqlMikroORM.init(options));
    this.#orm = orm;
    const connection = orm.em.getConnection() as PostgreSqlConnection;
    this.#database.use(orm, await connection.getNativeClient(), prepares);
    await this.#retry(() => this.check());
    this.#notifier.start();
  }

  async check(): Promise<void> {
    await requireWritable(this.#database.run);
  }

  async close(): Promise<void> {
    await this.#notifier.stop();
    this.#database.end();
    await this.#orm?.close();
  }

  /** Returns whether statements can be prepared, and warns if `pg` lacks the internals that preparing needs. */
  #hasInternals(): boolean {
    const missing = missingInternals();
    if (missing.length === 0) return true;
    this.#log.warn(
      { missing, pg: pgPackage.version },
      'the installed pg lacks internals that Taskport relies on, so statements go through the plain driver, which is slower: ' +
        'install the version of package-lock.json (npm ci), or report this warning',
    );
    return false;
  }

  /** Runs `work`, and retries it while the database is unavailable. */
  async #retry<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        const reason = error instanceof StoreError ? error.cause : error;
        if (!isTransient(reason)) throw reason;
        this.#log.warn({ reason: String(reason) }, 'waiting for the database');
      }
      await delay(RECONNECT_MS);
    }
  }
}
