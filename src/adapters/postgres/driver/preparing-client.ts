import { createHash } from 'node:crypto';
import { type Column, type Parameter, PreparedQuery } from './prepared-query.ts';
import { type Query, ServingClient, type ServingConfig } from './session/serving-client.ts';
import { isOutdated, isStatementUnknown, OutdatedStatement } from './sqlstate.ts';

/**
 * The most statements that get a name. Further statements are not prepared: a connection never frees a prepared one.
 */
const MAX_NAMES = 500;
const names = new Map<string, string>();

/** A pooled connection that prepares each statement with parameters once, by name, so that PostgreSQL plans it once. */
export class PreparingClient extends ServingClient {
  /** The result columns of the prepared statements, by the statement's name. */
  readonly rowDescriptions = new Map<string, readonly Column[]>();
  readonly #query: Query;

  constructor(config: ServingConfig) {
    super(config);
    this.#query = this.query as Query;
    const preparing: Query = (text, values, callback) => {
      const hasParameters = typeof text === 'string' && Array.isArray(values) && values.length > 0;
      const name = hasParameters ? nameOf(text) : undefined;
      if (name === undefined) return this.#query(text, values, callback);
      return this.#execute(name, text as string, values as Parameter[]).then(toResult);
    };
    this.query = preparing as typeof this.query;
  }

  /** Runs one statement and returns its rows. */
  async run<Row>(text: string, values: readonly Parameter[]): Promise<Row[]> {
    const name = nameOf(text);
    return name === undefined ? (await this.query(text, [...values])).rows : this.#execute<Row>(name, text, values);
  }

  #execute<Row>(name: string, text: string, values: readonly Parameter[]): Promise<Row[]> {
    const { promise, resolve } = Promise.withResolvers<Row[]>();
    const query = new PreparedQuery<Row>(this, name, text, values, (error, rows) => {
      if (error === null) return resolve(this.recordAnswer(rows));
      const retry = () => this.#execute<Row>(name, text, values);
      resolve(
        query.wasPrepared && isOutdated(error) ? this.#prepareAgain(query, error, retry) : this.closeAfter(error),
      );
    });
    this.#query(query);
    return promise;
  }

  /**
   * Prepares and runs an outdated statement again. The failed run had no effect. Inside a transaction, throws
   * OutdatedStatement, so that the caller retries the whole transaction.
   */
  async #prepareAgain<Row>(query: PreparedQuery<Row>, error: Error, retry: () => Promise<Row[]>): Promise<Row[]> {
    query.forget();
    if (this.getTransactionStatus() === 'T') throw new OutdatedStatement(error);
    if (isStatementUnknown(error)) await this.setUp();
    return retry();
  }
}

/**
 * Returns the name of a statement, a hash of its text; undefined if there are MAX_NAMES names already. Behind a pooler,
 * another process may have prepared statements in the same session. The hash ensures that the same name always means
 * the same statement.
 */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MAX_NAMES) return known;
  const name = `taskport_${createHash('sha256').update(text).digest('base64url').slice(0, 16)}`;
  names.set(text, name);
  return name;
}

/** Returns rows in the form of a result of `pg`, with only the fields that MikroORM reads. */
function toResult(rows: unknown[]): { rows: unknown[]; rowCount: number; command: string } {
  return { rows, rowCount: rows.length, command: '' };
}
