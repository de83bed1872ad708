import pg from 'pg';
import type { DatasetSize } from '../../support/load/requests/dataset.ts';
import { type Databases, settle } from './databases.ts';
import type { MeasuredStore } from './measured-store.ts';
import { seed } from './seed.ts';

/** The database schema of a measured server: its tables, whether one is a change log, and its migration. */
interface Schema {
  readonly tables: readonly string[];
  readonly hasLog: boolean;
  migrate(url: string): Promise<unknown>;
}

/** A new database in the PostgreSQL server of the benchmark. */
export class PostgresStore implements MeasuredStore {
  readonly environment: { readonly DATABASE_URL: string };
  readonly #database: pg.Client;
  readonly #schema: Schema;

  private constructor(url: string, database: pg.Client, schema: Schema) {
    this.environment = { DATABASE_URL: url };
    this.#database = database;
    this.#schema = schema;
  }

  static async open(databases: Databases, purpose: string, schema: Schema): Promise<PostgresStore> {
    const url = await databases.create(purpose);
    const database = new pg.Client({ connectionString: url });
    // Ctrl-C stops PostgreSQL before this connection. Without a listener, the connection's error would be uncaught.
    database.on('error', () => {});
    await database.connect();
    return new PostgresStore(url, database, schema);
  }

  async fill(datasets: readonly DatasetSize[]): Promise<void> {
    const { tables, hasLog, migrate } = this.#schema;
    const { rows } = await this.#database.query("select to_regclass('tasks') is not null as exists");
    if (!rows[0].exists) await migrate(this.environment.DATABASE_URL);
    for (const table of tables) await this.#database.query(`truncate ${table}`);
    await seed(this.#database, datasets, hasLog);
    await settle(this.#database);
  }

  async backends(): Promise<number[]> {
    const { rows } = await this.#database.query<{ pid: number }>(`
      select pid from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`);
    return rows.map(({ pid }) => pid);
  }

  /** Does nothing, because the benchmark cannot wait for the background work of PostgreSQL. */
  async settled(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database.end();
  }
}
