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

/** A PostgreSQL server. */
export class PostgresStore implements Store {
  readonly #url: string;
  readonly #database: Database;
  readonly #signal: PostgresSignal;
  readonly #log: Logger;
  #orm: SqlMikroORM | undefined;

  constructor(url: string, database: Database, signal: PostgresSignal, log: Logger) {
    this.#url = url;
    this.#database = database;
    this.#signal = signal;
    this.#log = log;
  }

  async open(): Promise<void> {}

  async prepare(): Promise<void> {
    await this.#migrate();
    this.#orm = await SqlMikroORM.init(servingOptions(this.#url));
    const connection = this.#orm.em.getConnection() as PostgreSqlConnection;
    this.#database.use(this.#orm, await connection.getNativeClient());
    this.#signal.start();
  }

  async check(): Promise<void> {
    await this.#database.run('select 1', []);
  }

  async close(): Promise<void> {
    await this.#signal.stop();
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
