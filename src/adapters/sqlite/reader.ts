import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { toStoreError } from './sqlite-error.ts';
import type { Value } from './task-row.ts';

/** Runs statements on one connection, each prepared once. A few dozen texts exist. */
export class Reader {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** @throws StoreError */
  all<Row>(sql: string, parameters: readonly Value[]): Row[] {
    try {
      return this.#prepare(sql).all(...parameters) as Row[];
    } catch (error) {
      throw toStoreError(error);
    }
  }

  /** @throws StoreError */
  get<Row>(sql: string, parameters: readonly Value[]): Row | undefined {
    try {
      return this.#prepare(sql).get(...parameters) as Row | undefined;
    } catch (error) {
      throw toStoreError(error);
    }
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
