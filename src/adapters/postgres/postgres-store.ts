import { setTimeout as delay } from 'node:timers/promises';
import type { PostgreSqlConnection } from '@mikro-orm/postgresql';
import { SqlMikroORM } from '@mikro-orm/sql';
import type { Logger } from 'pino';
import { StoreError, type StoreLifecycle } from '../../ports/store-lifecycle.ts';
import type { PgChangeNotifier } from './changes/pg-change-notifier.ts';
import type { Database } from './driver/database.ts';
import { servingOptions } from './driver/orm-options.ts';
import { mayPass } from './driver/sqlstate.ts';
import { requireWritable } from './driver/writable-check.ts';
import { migratePostgres } from './migrations/migrate.ts';

/** Between two looks for a database that is away, in milliseconds. */
const RECONNECT_MS = 500;

/** How many connections there are to be of one process, and of all. PostgreSQL allows 100, unless it is told otherwise. */
const MOST_CONNECTIONS = 10;
const LEAST_CONNECTIONS = 4;
const ALL_CONNECTIONS = 64;

/** A PostgreSQL server. */
export class PostgresStore implements StoreLifecycle {
  readonly #url: string;
  readonly #connections: number;
  readonly #database: Database;
  readonly #signal: PgChangeNotifier;
  readonly #log: Logger;
  #orm: SqlMikroORM | undefined;

  /** @param workers how many processes share what connections the database has to spare */
  constructor(url: string, workers: number, database: Database, signal: PgChangeNotifier, log: Logger) {
    this.#url = url;
    this.#connections = Math.max(LEAST_CONNECTIONS, Math.min(MOST_CONNECTIONS, Math.floor(ALL_CONNECTIONS / workers)));
    this.#database = database;
    this.#signal = signal;
    this.#log = log;
  }

  async open(): Promise<void> {}

  async prepare(): Promise<void> {
    const schema = await this.#whenThere(() => migratePostgres(this.#url));
    this.#orm = await SqlMikroORM.init(servingOptions(this.#url, this.#connections, schema, this.#database.backoff));
    const connection = this.#orm.em.getConnection() as PostgreSqlConnection;
    this.#database.use(this.#orm, await connection.getNativeClient());
    await this.#whenThere(() => this.check());
    this.#signal.start();
  }

  async check(): Promise<void> {
    await requireWritable(this.#database.run);
  }

  async close(): Promise<void> {
    await this.#signal.stop();
    this.#database.end();
    await this.#orm?.close();
  }

  /** Does what needs the database as soon as that is there. */
  async #whenThere<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        const reason = error instanceof StoreError ? error.cause : error;
        if (!mayPass(reason)) throw reason;
        this.#log.warn({ reason: String(reason) }, 'waiting for the database');
      }
      await delay(RECONNECT_MS);
    }
  }
}
