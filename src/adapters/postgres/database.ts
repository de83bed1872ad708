import type { SqlEntityManager, SqlMikroORM } from '@mikro-orm/sql';
import { CompiledQuery } from 'kysely';
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
  readonly run: RunStatement = (sql, parameters) => runOn(this.#em(), sql, parameters);

  /** Answers from now on. */
  use(orm: SqlMikroORM): void {
    this.#orm = orm;
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
