import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import { LOCK_TIMEOUT } from '../../sqlite/database/connection.ts';
import { toStoreError } from '../../sqlite/database/sqlite-error.ts';

/** The delay between attempts to write while another connection has the write lock, in milliseconds. */
const RETRY_MS = 5;

/** Returns a Kysely dialect for a connection of `node:sqlite`. */
export function sqliteDialect(database: DatabaseSync): Dialect {
  return {
    createDriver: () => new SqliteDriver(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
  };
}

/** A Kysely driver with a single connection, which is lent to one caller after another. */
class SqliteDriver implements Driver {
  readonly #database: DatabaseSync;
  readonly #connection: DatabaseConnection;
  /** Resolves when the last caller in the queue for the connection has released the connection. */
  #last: Promise<void> = Promise.resolve();
  #release: () => void = () => {};

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#connection = { executeQuery: (query) => whenFree(() => run(database, query)), streamQuery };
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    this.#release = resolve;
    return this.#connection;
  }

  /** Begins with the write lock. A transaction that began with a read would fail to write after another connection. */
  async beginTransaction(): Promise<void> {
    await whenFree(() => this.#database.exec('begin immediate'));
  }

  async commitTransaction(): Promise<void> {
    await whenFree(() => this.#database.exec('commit'));
  }

  async rollbackTransaction(): Promise<void> {
    if (this.#database.isTransaction) this.#database.exec('rollback');
  }

  async releaseConnection(): Promise<void> {
    this.#release();
  }

  async destroy(): Promise<void> {
    this.#database.close();
  }
}

// biome-ignore lint/correctness/useYield: no statement of accounts is streamed
async function* streamQuery(): AsyncIterableIterator<never> {
  throw new Error('statements of accounts are not streamed');
}

function run<R>(database: DatabaseSync, { sql, parameters }: CompiledQuery): QueryResult<R> {
  const statement = database.prepare(sql);
  const values = parameters as (string | number | null)[];
  if (statement.columns().length > 0) return { rows: statement.all(...values) as R[] };
  return { rows: [], numAffectedRows: BigInt(statement.run(...values).changes) };
}

/**
 * Runs a statement, and retries while another connection has the write lock.
 *
 * @throws StoreError `overloaded` if the lock stays taken for LOCK_TIMEOUT; other errors as converted by `toStoreError`
 */
export async function whenFree<T>(work: () => T): Promise<T> {
  const end = performance.now() + LOCK_TIMEOUT;
  for (;;) {
    try {
      return work();
    } catch (error) {
      const reason = toStoreError(error);
      const isBusy = reason instanceof StoreError && reason.code === 'overloaded';
      if (!isBusy || performance.now() > end) throw reason;
    }
    await delay(RETRY_MS);
  }
}
