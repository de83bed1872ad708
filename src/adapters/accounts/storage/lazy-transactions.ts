import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SelectQueryNode,
  type TransactionSettings,
} from 'kysely';

/**
 * Returns a Kysely dialect whose transactions begin at their first write. Better Auth reads in a transaction, hashes a
 * password for about 100 ms, then writes. An early begin would hold a connection or SQLite's write lock all that time.
 *
 * @param onError is called with every error of a statement, because Better Auth hides some errors
 */
export function withLazyTransactions(dialect: Dialect, onError: (error: unknown) => void): Dialect {
  return {
    createDriver: () => new LazyTransactions(dialect.createDriver(), onError),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (database) => dialect.createIntrospector(database),
  };
}

class LazyTransactions implements Driver {
  readonly #driver: Driver;
  readonly #onError: (error: unknown) => void;

  constructor(driver: Driver, onError: (error: unknown) => void) {
    this.#driver = driver;
    this.#onError = onError;
  }

  init(): Promise<void> {
    return this.#driver.init();
  }

  async acquireConnection(): Promise<LazyConnection> {
    return new LazyConnection(this.#driver, this.#onError);
  }

  async beginTransaction(connection: LazyConnection, settings: TransactionSettings): Promise<void> {
    connection.transaction = settings;
  }

  async commitTransaction(connection: LazyConnection): Promise<void> {
    await connection.end('commitTransaction');
  }

  async rollbackTransaction(connection: LazyConnection): Promise<void> {
    await connection.end('rollbackTransaction');
  }

  async releaseConnection(connection: LazyConnection): Promise<void> {
    await connection.release();
  }

  destroy(): Promise<void> {
    return this.#driver.destroy();
  }
}

/** A virtual connection. It uses a real one for a single statement, or from a transaction's first write to its end. */
class LazyConnection implements DatabaseConnection {
  /** The settings of the current transaction, set even before its first write; undefined outside a transaction. */
  transaction: TransactionSettings | undefined;
  readonly #driver: Driver;
  readonly #onError: (error: unknown) => void;
  #held: DatabaseConnection | undefined;

  constructor(driver: Driver, onError: (error: unknown) => void) {
    this.#driver = driver;
    this.#onError = onError;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      if (this.#held !== undefined) return await this.#held.executeQuery<R>(query);
      return await this.#execute<R>(query);
    } catch (error) {
      this.#onError(error);
      throw error;
    }
  }

  // biome-ignore lint/correctness/useYield: no statement of accounts is streamed
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('statements of accounts are not streamed');
  }

  async end(how: 'commitTransaction' | 'rollbackTransaction'): Promise<void> {
    this.transaction = undefined;
    const held = this.#held;
    if (held === undefined) return;
    try {
      await this.#driver[how](held);
    } catch (error) {
      this.#onError(error);
      throw error;
    }
    await this.release();
  }

  /** Gives the real connection, if one is in use, back to the driver, for example after a failed commit. */
  async release(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) await this.#driver.releaseConnection(held);
  }

  async #execute<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const connection = await this.#driver.acquireConnection();
    const begins = this.transaction !== undefined && !SelectQueryNode.is(query.query);
    try {
      if (begins) {
        await this.#driver.beginTransaction(connection, this.transaction ?? {});
        this.#held = connection;
      }
      return await connection.executeQuery<R>(query);
    } finally {
      if (this.#held === undefined) await this.#driver.releaseConnection(connection);
    }
  }
}
