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
 * Runs a statement and returns its rows. Parameters (`$1`, `$2`, …) are bound, never part of the text.
 *
 * @throws StoreError if the database cannot be reached, or does not answer in time
 */
export type RunStatement = <Row>(sql: string, parameters: readonly Parameter[]) => Promise<Row[]>;

/** Runs statements, and translates the errors of the driver to `StoreError`. */
export class Database {
  #orm: SqlMikroORM | undefined;
  #pool: pg.Pool | undefined;
  /** The pool that runs single statements without MikroORM; undefined if MikroORM runs every statement. */
  #stickyPool: StickyPool | undefined;

  /** The backoff after failed attempts to connect, shared by all connections of the pool. */
  readonly backoff = new ConnectBackoff();
  readonly retries: RetryPolicy;
  readonly metrics: DatabaseMetrics;

  constructor(metrics: DatabaseMetrics) {
    this.metrics = metrics;
    this.retries = new RetryPolicy(metrics, this.backoff);
  }

  /** Runs a statement once. Even if this throws, the statement may have been committed; see `mayBeCommitted`. */
  readonly run: RunStatement = async <Row>(sql: string, parameters: readonly Parameter[]) => {
    try {
      const rows = await (this.#stickyPool?.run<Row>(sql, parameters) ?? runOn<Row>(this.#em(), sql, parameters));
      this.retries.recordSuccess();
      return rows;
    } catch (error) {
      throw toStoreError(error);
    }
  };

  /** Runs a statement that only reads, and retries it after a lost connection. */
  readonly read: RunStatement = async <Row>(sql: string, parameters: readonly Parameter[]) => {
    const since = performance.now();
    for (let tries = 1; ; tries++) {
      try {
        return await this.run<Row>(sql, parameters);
      } catch (error) {
        const backoff = this.retries.nextBackoff(error, tries, since);
        if (backoff === undefined) throw error;
        await delay(backoff);
      }
    }
  };

  get pool(): pg.Pool | undefined {
    return this.#pool;
  }

  /**
   * Sets the connections that statements run on.
   *
   * @param pool the pool of the ORM, if its driver has one
   * @param prepares whether the pool's connections are `PreparingClient`s. Single statements then skip the ORM, whose
   *   query builder takes as much CPU time as the rest of a query
   */
  use(orm: SqlMikroORM, pool?: pg.Pool, prepares = false): void {
    this.#orm = orm;
    this.#pool = pool;
    this.#stickyPool = pool !== undefined && prepares ? new StickyPool(pool) : undefined;
    this.metrics.watchPool(this.#stickyPool ?? pool);
  }

  /** Returns all connections to the pool, so that the pool can end. */
  end(): void {
    this.#stickyPool?.end();
  }

  /** Runs several statements as one transaction, which is rolled back if `work` fails. */
  async transaction<T>(work: (run: RunStatement) => Promise<T>): Promise<T> {
    try {
      this.#stickyPool?.releaseLastUsed();
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

export async function runOn<Row>(em: SqlEntityManager, sql: string, parameters: readonly Parameter[]): Promise<Row[]> {
  const { rows } = await em.getKysely<object>().executeQuery(CompiledQuery.raw(sql, [...parameters]));
  return rows as Row[];
}
