import { setTimeout as delay } from 'node:timers/promises';
import type { PostgreSqlConnection } from '@mikro-orm/postgresql';
import { SqlMikroORM } from '@mikro-orm/sql';
import type { Logger } from 'pino';
import { type Store, StoreError } from '../../ports/store.ts';
import type { Database } from './database.ts';
import { migratePostgres } from './migrate.ts';
import { servingOptions } from './orm-options.ts';
import type { PostgresSignal } from './postgres-signal.ts';
import { isMisconfigured, toStoreError } from './sqlstate.ts';

/** Between two looks for a database that is away, in milliseconds. */
const PATIENCE = 500;

/** How many connections there are to be of one process, and of all. PostgreSQL allows 100, unless it is told otherwise. */
const MOST_CONNECTIONS = 10;
const LEAST_CONNECTIONS = 4;
const ALL_CONNECTIONS = 64;

/** A PostgreSQL server. */
export class PostgresStore implements Store {
  readonly #url: string;
  readonly #connections: number;
  readonly #database: Database;
  readonly #signal: PostgresSignal;
  readonly #log: Logger;
  #orm: SqlMikroORM | undefined;

  /** @param workers how many processes share what connections the database has to spare */
  constructor(url: string, workers: number, database: Database, signal: PostgresSignal, log: Logger) {
    this.#url = url;
    this.#connections = Math.max(LEAST_CONNECTIONS, Math.min(MOST_CONNECTIONS, Math.floor(ALL_CONNECTIONS / workers)));
    this.#database = database;
    this.#signal = signal;
    this.#log = log;
  }

  async open(): Promise<void> {}

  async prepare(): Promise<void> {
    await this.#migrate();
    this.#orm = await SqlMikroORM.init(servingOptions(this.#url, this.#connections));
    const connection = this.#orm.em.getConnection() as PostgreSqlConnection;
    this.#database.use(this.#orm, await connection.getNativeClient());
    this.#signal.start();
  }

  async check(): Promise<void> {
    await this.#database.run('select 1', []);
  }

  async close(): Promise<void> {
    await this.#signal.stop();
    this.#database.end();
    await this.#orm?.close();
  }

  async #migrate(): Promise<void> {
    for (;;) {
      try {
        return await migratePostgres(this.#url);
      } catch (error) {
        const reason = toStoreError(error);
        if (!(reason instanceof StoreError) || isMisconfigured(error)) throw error;
        this.#log.warn({ reason: String(error) }, 'waiting for the database');
      }
      await delay(PATIENCE);
    }
  }
}
