import { expect } from 'chai';
import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely';
import { withLazyTransactions } from '../../../src/adapters/accounts/storage/lazy-transactions.ts';

interface Tables {
  readonly users: { readonly id: number };
}

/** Returns a database whose driver writes down what it is asked for. A statement with `fail` in it fails. */
function recording(): { kysely: Kysely<Tables>; calls: string[]; errors: unknown[] } {
  const calls: string[] = [];
  const errors: unknown[] = [];
  const connection = {
    async executeQuery({ sql: text }) {
      calls.push(text);
      if (text.includes('fail')) throw new Error('failed');
      return { rows: [] };
    },
    streamQuery: () => expect.fail('streams'),
  } satisfies DatabaseConnection;
  const note = (call: string) => async () => void calls.push(call);
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => {
      calls.push('acquire');
      return connection;
    },
    beginTransaction: note('begin'),
    commitTransaction: note('commit'),
    rollbackTransaction: note('rollback'),
    releaseConnection: note('release'),
    destroy: async () => {},
  };
  const dialect: Dialect = {
    createDriver: () => driver,
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
  };
  return {
    kysely: new Kysely({ dialect: withLazyTransactions(dialect, (error) => errors.push(error)) }),
    calls,
    errors,
  };
}

const READ = 'select from "users"';
const WRITE = 'delete from "users"';

describe('a lazy transaction', () => {
  it('holds no connection before its first write, and one from then to its end', async () => {
    const { kysely, calls } = recording();
    await kysely.transaction().execute(async (transaction) => {
      await transaction.selectFrom('users').execute();
      await transaction.deleteFrom('users').execute();
      await transaction.selectFrom('users').execute();
    });
    expect(calls).to.deep.equal(['acquire', READ, 'release', 'acquire', 'begin', WRITE, READ, 'commit', 'release']);
  });

  it('neither begins nor commits if it writes nothing', async () => {
    const { kysely, calls } = recording();
    await kysely.transaction().execute((transaction) => transaction.selectFrom('users').execute());
    expect(calls).to.deep.equal(['acquire', READ, 'release']);
  });

  it('rolls back when its work fails, and gives the connection back', async () => {
    const { kysely, calls, errors } = recording();
    const work = kysely.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('users').execute();
      await sql`fail`.execute(transaction);
    });
    expect(String(await work.catch((error) => error))).to.equal('Error: failed');
    expect(calls).to.deep.equal(['acquire', 'begin', WRITE, 'fail', 'rollback', 'release']);
    expect(errors.map(String)).to.deep.equal(['Error: failed']);
  });

  it('is no transaction for a statement outside of one', async () => {
    const { kysely, calls } = recording();
    await kysely.deleteFrom('users').execute();
    await sql`fail`.execute(kysely).catch(() => {});
    expect(calls).to.deep.equal(['acquire', WRITE, 'release', 'acquire', 'fail', 'release']);
  });
});
