import pg from 'pg';
import { type Column, Execution, type Parameter } from './execution.ts';

type Query = (text: unknown, values?: unknown, callback?: unknown) => unknown;

/** Names are kept for ever by each connection, so there is a limit to them; past it statements go unnamed. */
const MAX_NAMES = 500;
const names = new Map<string, string>();

/**
 * A connection that prepares every statement with parameters once and by name, so that PostgreSQL plans it once, and
 * that gives itself up when an answer stays away: what comes late must not be taken for the answer to the next question.
 */
export class PooledClient extends pg.Client {
  /** What the statements that were run here answer with, by their names. */
  readonly columns = new Map<string, readonly Column[]>();
  isOpen = true;
  readonly #query: Query;

  constructor(config?: pg.ClientConfig) {
    super(config);
    this.once('end', () => {
      this.isOpen = false;
    });
    this.#query = super.query.bind(this) as Query;
    const named: Query = (text, values, callback) => {
      const isStatement = typeof text === 'string' && Array.isArray(values) && values.length > 0;
      const name = isStatement ? nameOf(text) : undefined;
      const result =
        name === undefined ? this.#query(text, values, callback) : this.#query({ name, text, values }, callback);
      return result instanceof Promise ? result.catch((error: Error) => this.#giveUp(error)) : result;
    };
    this.query = named as typeof this.query;
  }

  /** Runs a statement by itself, and returns its rows. */
  async run<Row>(text: string, values: readonly Parameter[]): Promise<Row[]> {
    const name = nameOf(text);
    if (name === undefined) return (await this.query(text, [...values])).rows as Row[];
    const { promise, resolve } = Promise.withResolvers<Row[]>();
    const end = (error: Error | null, rows: Row[]) => resolve(error === null ? rows : this.#giveUp(error));
    this.#query(new Execution<Row>(this, name, text, values, end));
    return promise;
  }

  /** Only when the connection is known to be dead may the pool have it back: then it does not give it out again. */
  async #giveUp(error: Error): Promise<never> {
    if (error.message === 'Query read timeout') {
      const ended = new Promise((resolve) => this.once('end', resolve));
      this.connection.stream.destroy();
      await ended;
    }
    throw error;
  }
}

function nameOf(text: string): string | undefined {
  if (!names.has(text) && names.size < MAX_NAMES) names.set(text, `s${names.size}`);
  return names.get(text);
}
