import { once } from 'node:events';
import pg from 'pg';
import { EmbeddedPostgres } from '../../../src/adapters/postgres/embedded/embedded-postgres.ts';

// The drivers of the databases, with one call among all that fails. Everything that is asked of a database while it serves
// goes through `pg.Pool.connect` and the client that this gives, or through `EmbeddedPostgres.query`.

export interface Failure {
  readonly error: Error;
  /** Whether the statement is done, and only its answer is lost, with the connection. */
  readonly isDone: boolean;
}

type Query = (...parameters: unknown[]) => Promise<unknown>;

let calls = 0;
let failing: { readonly number: number; readonly failure: Failure } | undefined;

/** Fails the `number`th call from now on. */
export function failCall(number: number, failure: Failure): void {
  calls = 0;
  failing = { number, failure };
}

/** Fails no more, and tells whether there was such a call. */
export function stopFailing(): boolean {
  const happened = failing !== undefined && calls >= failing.number;
  failing = undefined;
  return happened;
}

/** Takes the place of the drivers' own calls from now on; what it returns gives it back to them. */
export function wrapDrivers(): () => void {
  const { connect } = pg.Pool.prototype;
  const { query } = EmbeddedPostgres.prototype;
  pg.Pool.prototype.connect = async function (this: pg.Pool & { options: pg.PoolConfig }) {
    // Migrations and administration have pools of their own.
    const client = await (connect as () => Promise<pg.PoolClient>).call(this);
    return this.options.application_name === 'taskport' ? wrap(client) : client;
  } as typeof connect;
  EmbeddedPostgres.prototype.query = function (...parameters) {
    return call(
      () => query.apply(this, parameters),
      async () => {},
    ) as ReturnType<typeof query>;
  };
  return () => {
    pg.Pool.prototype.connect = connect;
    EmbeddedPostgres.prototype.query = query;
  };
}

function wrap(client: pg.PoolClient): pg.PoolClient {
  const { connection } = client as pg.PoolClient & { connection: pg.Connection };
  return new Proxy(client, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name !== 'query' && name !== 'run') return typeof value === 'function' ? value.bind(target) : value;
      return (...parameters: unknown[]) =>
        call(
          () => (value as Query).apply(target, parameters),
          // As a driver does that hears of it: the connection is over before the statement fails.
          async () => {
            const ended = once(client, 'end');
            connection.stream.destroy();
            await ended;
          },
        );
    },
  });
}

async function call(query: () => Promise<unknown>, hangUp: () => Promise<void>): Promise<unknown> {
  calls++;
  if (failing?.number !== calls) return query();
  const { error, isDone } = failing.failure;
  if (!isDone) throw error;
  await query();
  await hangUp();
  throw error;
}
