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
import { WrongSetting } from './driver/session/connect-error.ts';
import { isTransient } from './driver/sqlstate.ts';
import { requireWritable, requireWritableShard } from './driver/writable-check.ts';
import { migratePostgres } from './migrations/migrate.ts';
import { isDistributed } from './sharded/distribution.ts';

/** The milliseconds between two attempts to reach an unavailable database. */
const RECONNECT_MS = 500;

/**
 * The maximum size of a process's connection pool is `total` divided by the number of processes, but at least `min` and
 * at most `max`. PostgreSQL allows 100 connections by default.
 */
const CONNECTIONS = { min: 4, max: 10, total: 64 };

export interface PostgresOptions {
  readonly url: string;
  /** The number of processes that share the server's connections. */
  readonly workers: number;
  readonly shardedByUser: boolean;
}

/** Returns the maximum size of the connection pool of each process if there are `workers` processes. */
export function connectionsOf(workers: number): number {
  return Math.max(CONNECTIONS.min, Math.min(CONNECTIONS.max, Math.floor(CONNECTIONS.total / workers)));
}

/** The lifecycle of a store on a PostgreSQL server. */
export class PostgresStore implements StoreLifecycle {
  readonly #options: PostgresOptions;
  readonly #database: Database;
  readonly #notifier: PgChangeNotifier;
  readonly #log: Logger;
  #orm: SqlMikroORM | undefined;

  constructor(options: PostgresOptions, database: Database, notifier: PgChangeNotifier, log: Logger) {
    this.#options = options;
    this.#database = database;
    this.#notifier = notifier;
    this.#log = log;
  }

  async open(): Promise<void> {}

  async prepare(): Promise<void> {
    const prepares = this.#hasInternals();
    const { url, workers, shardedByUser } = this.#options;
    const schema = await this.#retry(() => migratePostgres(url));
    const options = servingOptions({
      url,
      shardedByUser,
      maxConnections: connectionsOf(workers),
      schema,
      backoff: this.#database.backoff,
      prepares,
    });
    // `init` is retried, because it runs a query, which fails while the database is unavailable.
    const orm = await this.#retry(() => SqlMikroORM.init(options));
    this.#orm = orm;
    const connection = orm.em.getConnection() as PostgreSqlConnection;
    this.#database.use(orm, await connection.getNativeClient(), prepares);
    await this.#retry(() => this.#requireSharded());
    await this.#retry(() => this.check());
    this.#notifier.start();
  }

  async check(): Promise<void> {
    await (this.#options.shardedByUser ? requireWritableShard : requireWritable)(this.#database.run);
  }

  async close(): Promise<void> {
    await this.#notifier.stop();
    this.#database.end();
    await this.#orm?.close();
  }

  /** Requires the setting SHARDED_BY_USER if Citus has distributed the tables: otherwise statements would fail. */
  async #requireSharded(): Promise<void> {
    if (this.#options.shardedByUser || !(await isDistributed(this.#database.run))) return;
    throw new WrongSetting(
      'the tables of DATABASE_URL are distributed by Citus, so SHARDED_BY_USER must be true: set it, and start again',
    );
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
