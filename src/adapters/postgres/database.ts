import type { SqlEntityManager, SqlMikroORM } from '@mikro-orm/sql';
import { CompiledQuery } from 'kysely';
import type pg from 'pg';
import { StoreError } from '../../ports/store.ts';
import { toStoreError } from './sqlstate.ts';

/**
 * Runs a statement, its parameters (`$1`, `$2`, …) bound and never part of the text, and returns its rows.
 *
 * @throws StoreError if the database cannot answer
 */
export type RunStatement = <Row>(sql: string, parameters: readonly unknown[]) => Promise<Row[]>;

/** Statements over MikroORM's connections, on either driver, with errors in the port's terms. */
export class Database {
  #orm: SqlMikroORM | undefined;
  #pool: pg.Pool | undefined;

  readonly run: RunStatement = (sql, parameters) =>
    this.#pool === undefined ? runOn(this.#em(), sql, parameters) : runOnPool(this.#pool, sql, parameters);

  /**
   * Answers from now on.
   *
   * @param pool the connections, where the driver has a pool of them: a statement by itself goes there directly, as the
   *   way through the query builder takes a process as long as all the rest that is done to ask the database
   */
  use(orm: SqlMikroORM, pool?: pg.Pool): void {
    this.#orm = orm;
    this.#pool = pool;
  }

  /** Runs several statements as one transaction, which is rolled back if `work` fails. */
  async transaction<T>(work: (run: RunStatement) => Promise<T>): Promise<T> {
    try {
      return await this.#em().transactional((em) => work((sql, parameters) => runOn(em, sql, parameters)));
    } catch (error) {
      throw toStoreError(error);
    }
  }

  #em(): SqlEntityManager {
    if (this.#orm === undefined) throw new StoreError('database_unavailable');
    return this.#orm.em.fork();
  }
}

async function runOn<Row>(em: SqlEntityManager, sql: string, parameters: readonly unknown[]): Promise<Row[]> {
  try {
    const { rows } = await em.getKysely<object>().executeQuery(CompiledQuery.raw(sql, [...parameters]));
    return rows as Row[];
  } catch (error) {
    throw toStoreError(error);
  }
}

async function runOnPool<Row>(pool: pg.Pool, sql: string, parameters: readonly unknown[]): Promise<Row[]> {
  try {
    const client = await pool.connect();
    try {
      return (await client.query(sql, [...parameters])).rows as Row[];
    } finally {
      client.release();
    }
  } catch (error) {
    throw toStoreError(error);
  }
}
