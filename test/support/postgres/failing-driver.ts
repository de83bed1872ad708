import { once } from 'node:events';
import pg from 'pg';

// Makes one driver call fail. All SQL of a running service goes through `pg.Pool.connect` and the returned client.

export interface Failure {
  readonly error: Error;
  /** True if the statement runs, and only its result is lost with the connection. */
  readonly isDone: boolean;
}

type Query = (...parameters: unknown[]) => Promise<unknown>;

let calls = 0;
let failing: { readonly number: number; readonly failure: Failure } | undefined;

/** Makes the `number`th driver call from now on fail. The next call is number 1. */
export function failCall(number: number, failure: Failure): void {
  calls = 0;
  failing = { number, failure };
}

/** Lets all driver calls succeed again, and returns whether one has failed. */
export function stopFailing(): boolean {
  const hasFailed = failing !== undefined && calls >= failing.number;
  failing = undefined;
  return hasFailed;
}

/** Patches `pg.Pool` so that `failCall()` works, and returns a function that restores `pg.Pool`. */
export function wrapDriver(): () => void {
  const { connect } = pg.Pool.prototype;
  pg.Pool.prototype.connect = async function (this: pg.Pool & { options: pg.PoolConfig }) {
    // Only pools named `taskport` give out clients that can fail. Migrations and administration use other pools.
    const client = await (connect as () => Promise<pg.PoolClient>).call(this);
    return this.options.application_name === 'taskport' ? wrap(client) : client;
  } as typeof connect;
  return () => {
    pg.Pool.prototype.connect = connect;
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
          // When a real connection is lost, the client also emits `end` before the statement fails.
          async () => {
            const ended = once(client, 'end');
            connection.stream.destroy();
            await ended;
          },
        );
    },
  });
}

async function call(query: () => Promise<unknown>, disconnect: () => Promise<void>): Promise<unknown> {
  calls++;
  if (failing?.number !== calls) return query();
  const { error, isDone } = failing.failure;
  if (!isDone) throw error;
  await query();
  await disconnect();
  throw error;
}
