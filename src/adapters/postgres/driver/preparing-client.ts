import { createHash } from 'node:crypto';
import { type Column, type Parameter, PreparedQuery } from './prepared-query.ts';
import type { ConnectBackoff } from './session/connect-backoff.ts';
import { ConnectError } from './session/connect-error.ts';
import { SessionClient, type SessionConfig } from './session/session-client.ts';
import { isForgotten, isOutdated, isReadOnly, OutdatedStatement } from './sqlstate.ts';

type Query = (text: unknown, values?: unknown, callback?: unknown) => unknown;

interface PooledConfig extends SessionConfig {
  /** Of the one that all connections of the pool share. */
  readonly attempt: ConnectBackoff['attempt'];
}

/** Names are kept for ever by each connection, so there is a limit to them; past it statements go unnamed. */
const MAX_NAMES = 500;
const names = new Map<string, string>();

/** How long a connection must last that nobody asks anything to be one that others may follow, in milliseconds. */
const PROBATION = 250;

/** How old a connection to a read-only server must be to be given up for a new one, in milliseconds. */
const MIN_AGE = 1_000;

/**
 * A connection that prepares every statement with parameters once and by name, so that PostgreSQL plans it once, and
 * that gives itself up when an answer stays away: what comes late must not be taken for the answer to the next question.
 */
export class PreparingClient extends SessionClient {
  /** What the statements that were run here answer with, by their names. */
  readonly columns = new Map<string, readonly Column[]>();
  isOpen = true;
  readonly #attempt: ConnectBackoff['attempt'];
  readonly #query: Query;
  readonly #proof = Promise.withResolvers<void>();
  #openedAt = Number.POSITIVE_INFINITY;

  constructor(config: PooledConfig) {
    super(config);
    this.#attempt = config.attempt;
    this.once('end', () => {
      this.isOpen = false;
      this.#proof.reject(new ConnectError(new Error('the connection has ended before anything was answered')));
    });
    // It is for others; whoever has asked something here is told by that.
    this.#proof.promise.catch(() => {});
    this.#query = super.query.bind(this) as Query;
    const prepared: Query = (text, values, callback) => {
      const isStatement = typeof text === 'string' && Array.isArray(values) && values.length > 0;
      const name = isStatement ? nameOf(text) : undefined;
      if (name !== undefined) return this.#execute(name, text as string, values as Parameter[]).then(toResult);
      const result = this.#query(text, values, callback);
      return result instanceof Promise ? result.catch((error: Error) => this.#giveUp(error)) : result;
    };
    this.query = prepared as typeof this.query;
  }

  /** Whether another connection may lead to a server that can be written to, if this one does not. */
  get isOld(): boolean {
    return performance.now() - this.#openedAt > MIN_AGE;
  }

  /** Runs a statement by itself, and returns its rows. */
  async run<Row>(text: string, values: readonly Parameter[]): Promise<Row[]> {
    const name = nameOf(text);
    return name === undefined ? (await this.query(text, [...values])).rows : this.#execute<Row>(name, text, values);
  }

  protected override async open(): Promise<void> {
    await this.#attempt(async () => {
      await super.open();
      setTimeout(this.#proof.resolve, PROBATION).unref();
      return { proof: this.#proof.promise };
    });
    this.#openedAt = performance.now();
  }

  #execute<Row>(name: string, text: string, values: readonly Parameter[]): Promise<Row[]> {
    const { promise, resolve } = Promise.withResolvers<Row[]>();
    const execution = new PreparedQuery<Row>(this, name, text, values, (error, rows) => {
      if (error === null) {
        this.#proof.resolve();
        return resolve(rows);
      }
      const again = () => this.#execute<Row>(name, text, values);
      resolve(
        execution.wasPrepared && isOutdated(error) ? this.#prepareAnew(execution, error, again) : this.#giveUp(error),
      );
    });
    this.#query(execution);
    return promise;
  }

  /** A statement that failed has done nothing, and can be run again, unless it was part of a transaction. */
  async #prepareAnew<Row>(execution: PreparedQuery<Row>, error: Error, again: () => Promise<Row[]>): Promise<Row[]> {
    execution.forget();
    if (this.getTransactionStatus() === 'T') throw new OutdatedStatement(error);
    if (isForgotten(error)) await this.setUp();
    return again();
  }

  /** Only when the connection is known to be dead may the pool have it back: then it does not give it out again. */
  async #giveUp(error: Error): Promise<never> {
    if (error.message === 'Query read timeout' || (isReadOnly(error) && this.isOld)) {
      const ended = new Promise((resolve) => this.once('end', resolve));
      this.connection.stream.destroy();
      await ended;
    }
    throw error;
  }
}

/** The same for the same text in every process: should a pooler mix up sessions, no other statement goes by that name. */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MAX_NAMES) return known;
  const name = `taskport_${createHash('sha256').update(text).digest('base64url').slice(0, 16)}`;
  names.set(text, name);
  return name;
}

/** What the ORM looks at of an answer. */
function toResult(rows: unknown[]): { rows: unknown[]; rowCount: number; command: string } {
  return { rows, rowCount: rows.length, command: '' };
}
