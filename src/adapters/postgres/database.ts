import { setTimeout as delay } from 'node:timers/promises';
import type { SqlEntityManager, SqlMikroORM } from '@mikro-orm/sql';
import { CompiledQuery } from 'kysely';
import { StoreError } from '../../ports/store.ts';
import { isConflict, toStoreError } from './sqlstate.ts';

/** The rows that a statement returns, and how many it changed. */
export interface Result<Row> {
  readonly rows: Row[];
  readonly changed: number;
}

/** Runs one statement, its parameters (`$1`, `$2`, …) bound and never part of the text. */
export type Run = <Row>(sql: string, parameters: readonly unknown[]) => Promise<Result<Row>>;

/** How often a transaction that met another one is begun anew. */
const MAX_ATTEMPTS = 5;

/** Statements and transactions over MikroORM's connections, on either driver, with errors in the port's terms. */
export class Database {
  #orm: SqlMikroORM | undefined;

  /** Answers from now on. */
  use(orm: SqlMikroORM): void {
    this.#orm = orm;
  }

  /** @throws StoreError if the database cannot answer */
  async run<Row>(sql: string, parameters: readonly unknown[]): Promise<Result<Row>> {
    const em = this.#em();
    try {
      return await runOn<Row>(em, sql, parameters);
    } catch (error) {
      throw toStoreError(error);
    }
  }

  /**
   * Runs `work` in one transaction, again from its beginning if it conflicted with another: `work` must do nothing but
   * ask the database. What `work` throws rolls back and is thrown.
   *
   * @throws StoreError if the database cannot answer
   */
  async transaction<T>(work: (run: Run) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#em().transactional((em) => work((sql, parameters) => runOn(em, sql, parameters)));
      } catch (error) {
        if (!isConflict(error) || attempt === MAX_ATTEMPTS) throw toStoreError(error);
        await delay(Math.random() * 10 * 2 ** attempt);
      }
    }
  }

  #em(): SqlEntityManager {
    if (this.#orm === undefined) throw new StoreError('database_unavailable');
    return this.#orm.em.fork();
  }
}

async function runOn<Row>(em: SqlEntityManager, sql: string, parameters: readonly unknown[]): Promise<Result<Row>> {
  const query = CompiledQuery.raw(sql, [...parameters]);
  const { rows, numAffectedRows = 0n } = await em.getKysely<object>().executeQuery(query);
  return { rows: rows as Row[], changed: Number(numAffectedRows) };
}
