import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import { connect } from '../../sqlite/database/connection.ts';
import { type AccountStore, noteFailure } from './account-store.ts';
import { withLazyTransactions } from './lazy-transactions.ts';
import { sqliteDialect, whenFree } from './sqlite-dialect.ts';

/** SQLite's primary result code for a violated constraint: https://www.sqlite.org/rescode.html#constraint */
const CONSTRAINT = 19;

/** The account tables in a SQLite database, accessed by a connection of their own. */
export class SqliteAccounts implements AccountStore {
  readonly type = 'sqlite';
  readonly #open: () => DatabaseSync;
  #kysely: Kysely<unknown> | undefined;

  /** @param file the database file, which also contains the tasks; undefined for a database in memory */
  constructor(file: string | undefined) {
    this.#open = () => (file === undefined ? new DatabaseSync(':memory:') : openExisting(file));
  }

  get database(): Kysely<unknown> {
    if (this.#kysely === undefined) throw new StoreError('database_unavailable');
    return this.#kysely;
  }

  async prepare(migrate: (database: Kysely<unknown>) => Promise<void>): Promise<void> {
    const database = this.#open();
    const dialect = sqliteDialect(database);
    await whenFree(() => database.exec('begin immediate'));
    try {
      await migrate(new Kysely({ dialect }));
      database.exec('commit');
    } catch (error) {
      database.close();
      throw error;
    }
    const note = (error: unknown) => {
      if (!isConstraint(error)) noteFailure(error);
    };
    this.#kysely = new Kysely({ dialect: withLazyTransactions(dialect, note) });
  }

  async close(): Promise<void> {
    await this.#kysely?.destroy();
    this.#kysely = undefined;
  }
}

function openExisting(file: string): DatabaseSync {
  if (!existsSync(file)) throw new Error(`${file} does not exist: start the service once, or run \`make migrate\``);
  const database = connect(file, 'write');
  // SQLite would block the event loop while waiting for a lock. `whenFree` waits and retries instead.
  database.exec('pragma busy_timeout = 0');
  return database;
}

function isConstraint(error: unknown): boolean {
  return (((error as { errcode?: number }).errcode ?? 0) & 0xff) === CONSTRAINT;
}
