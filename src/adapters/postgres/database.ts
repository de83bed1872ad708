import { setTimeout as delay } from 'node:timers/promises';
import type { SqlEntityManager, SqlMikroORM } from '@mikro-orm/sql';
import { CompiledQuery } from 'kysely';
import type pg from 'pg';
import { StoreError } from '../../ports/store.ts';
import type { Parameter } from './execution.ts';
import type { DatabaseMetrics } from './metrics.ts';
import type { PooledClient } from './pooled-client.ts';
import { Retries } from './retries.ts';
import { toStoreError } from './sqlstate.ts';

/**
 * Runs a statement, its parameters (`$1`, `$2`, …) bound and never part of the text, and returns its rows.
 *
 * @throws StoreError if the database cannot answer
 */
export type RunStatement = <Row>(sql: string, parameters: readonly Parameter[]) => Promise<Row[]>;

/** Statements over MikroORM's connections, on either driver, with errors in the port's terms. */
export class Database {
  #orm: SqlMikroORM | undefined;
  #pool: pg.Pool | undefined;

  readonly retries: Retries;
  readonly metrics: DatabaseMetrics;

  constructor(metrics: DatabaseMetrics) {
    this.metrics = metrics;
    this.retries = new Retries(metrics);
  }

  /** Runs a statement once. If that fails, it may have been done all the same, unless the database itself says so. */
  readonly run: RunStatement = async <Row>(sql: string, parameters: readonly Parameter[]) => {
    const rows = this.#pool === undefined ? runOn(this.#em(), sql, parameters) : runOnPool(this.#pool, sql, parameters);
    const result = await rows;
    this.retries.answered();
    return result as Row[];
  };

  /** Runs a statement that only reads, and does so again for as long as the connection is lost under it. */
  readonly read: RunStatement = async <Row>(sql: string, parameters: readonly Parameter[]) => {
    const since = performance.now();
    for (let tries = 1; ; tries++) {
      try {
        return await this.run<Row>(sql, parameters);
      } catch (error) {
        const pause = this.retries.pause(error, tries, since);
        if (pause === undefined) throw error;
        await delay(pause);
      }
    }
  };

  /** The connections, where the driver has a pool of them. */
  get pool(): pg.Pool | undefined {
    return this.#pool;
  }

  /**
   * Answers from now on.
   *
   * @param pool the connections, where the driver has a pool of them: a statement by itself goes there directly, as the
   *   way through the query builder takes a process as long as all the rest that is done to ask the database
   */
  use(orm: SqlMikroORM, pool?: pg.Pool): void {
    this.#orm = orm;
    this.#pool = pool;
    this.metrics.watchPool(pool);
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

async function runOn<Row>(em: SqlEntityManager, sql: string, parameters: readonly Parameter[]): Promise<Row[]> {
  try {
    const { rows } = await em.getKysely<object>().executeQuery(CompiledQuery.raw(sql, [...parameters]));
    return rows as Row[];
  } catch (error) {
    throw toStoreError(error);
  }
}

async function runOnPool<Row>(pool: pg.Pool, sql: string, parameters: readonly Parameter[]): Promise<Row[]> {
  try {
    const client = (await pool.connect()) as PooledClient & pg.PoolClient;
    try {
      return await client.run<Row>(sql, parameters);
    } finally {
      client.release();
    }
  } catch (error) {
    throw toStoreError(error);
  }
}
