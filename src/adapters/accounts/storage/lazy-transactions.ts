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
 * Returns a dialect whose transactions begin with their first write. Better Auth hashes a password within a transaction,
 * after it has read: such a transaction would hold a connection, or the lock of SQLite, for a tenth of a second.
 *
 * @param onError is called with each error of a statement, as Better Auth hides some of them
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

/** Takes a connection of the driver for one statement, or from the first write of a transaction to its end. */
class LazyConnection implements DatabaseConnection {
  /** Set within a transaction, even before it has begun. */
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

  /** Gives the connection back if a commit or a rollback failed. */
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
