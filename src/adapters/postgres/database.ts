import type { SqlMikroORM } from '@mikro-orm/sql';
import { CompiledQuery } from 'kysely';
import { StoreError } from '../../ports/store.ts';
import { toStoreError } from './sqlstate.ts';

/**
 * Statements over MikroORM's connections, on either driver, with errors in the port's terms. Each is a transaction by
 * itself, and all that is ever to happen together is one statement: so none is left open by whoever dies.
 */
export class Database {
  #orm: SqlMikroORM | undefined;

  /** Answers from now on. */
  use(orm: SqlMikroORM): void {
    this.#orm = orm;
  }

  /**
   * Runs a statement, its parameters (`$1`, `$2`, …) bound and never part of the text, and returns its rows.
   *
   * @throws StoreError if the database cannot answer
   */
  async run<Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    if (this.#orm === undefined) throw new StoreError('database_unavailable');
    const query = CompiledQuery.raw(sql, [...parameters]);
    try {
      const { rows } = await this.#orm.em.fork().getKysely<object>().executeQuery(query);
      return rows as Row[];
    } catch (error) {
      throw toStoreError(error);
    }
  }
}
