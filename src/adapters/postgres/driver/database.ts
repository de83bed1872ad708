import { setTimeout as delay } from 'node:timers/promises';
import type { SqlEntityManager, SqlMikroORM } from '@mikro-orm/sql';
import { CompiledQuery } from 'kysely';
import type pg from 'pg';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import type { DatabaseMetrics } from '../database-metrics.ts';
import type { Parameter } from './prepared-query.ts';
import { RetryPolicy } from './retry-policy.ts';
import { ConnectBackoff } from './session/connect-backoff.ts';
import { toStoreError } from './sqlstate.ts';
import { StickyPool } from './sticky-pool.ts';

/**
 * Runs a statement, its parameters (`$1`, `$2`, …) bound and never part of the text, and returns its rows.
 *
 * @throws StoreError if the database cannot answer
 */
export type RunStatement = <Row>(sql: string, parameters: readonly Parameter[]) => Promise<Row[]>;

/** Statements over MikroORM's connections, on either driver, with errors in the port's terms. */
export class Database {
  #orm: SqlMikroORM | undefined;
  #connections: StickyPool | undefined;

  /** Of all connections that serve. */
  readonly backoff = new ConnectBackoff();
  readonly retries: RetryPolicy;
  readonly metrics: DatabaseMetrics;

  constructor(metrics: DatabaseMetrics) {
    this.metrics = metrics;
    this.retries = new RetryPolicy(metrics, this.backoff);
  }

  /** Runs a statement once. If that fails, it may have been done all the same, unless the database itself says so. */
  readonly run: RunStatement = async <Row>(sql: string, parameters: readonly Parameter[]) => {
    try {
      const connections = this.#connections;
      const rows = await (connections?.run<Row>(sql, parameters) ?? runOn<Row>(this.#em(), sql, parameters));
      this.retries.recordSuccess();
      return rows;
    } catch (error) {
      throw toStoreError(error);
    }
  };

  /** Runs a statement that only reads, and does so again for as long as the connection is lost under it. */
  readonly read: RunStatement = async <Row>(sql: string, parameters: readonly Parameter[]) => {
    const since = performance.now();
    for (let tries = 1; ; tries++) {
      try {
        return await this.run<Row>(sql, parameters);
      } catch (error) {
        const pause = this.retries.nextBackoff(error, tries, since);
        if (pause === undefined) throw error;
        await delay(pause);
      }
    }
  };

  /** The connections, where the driver has a pool of them. */
  get pool(): pg.Pool | undefined {
    return this.#connections?.pool;
  }

  /**
   * Answers from now on.
   *
   * @param pool the connections, where the driver has a pool of them: a statement by itself goes there directly, as the
   *   way through the query builder takes a process as long as all the rest that is done to ask the database
   */
  use(orm: SqlMikroORM, pool?: pg.Pool): void {
    this.#orm = orm;
    this.#connections = pool && new StickyPool(pool);
    this.metrics.watchPool(this.#connections);
  }

  /** Holds on to no connection any more. */
  end(): void {
    this.#connections?.end();
  }

  /** Runs several statements as one transaction, which is rolled back if `work` fails. */
  async transaction<T>(work: (run: RunStatement) => Promise<T>): Promise<T> {
    try {
      this.#connections?.leave();
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
  const { rows } = await em.getKysely<object>().executeQuery(CompiledQuery.raw(sql, [...parameters]));
  return rows as Row[];
}
