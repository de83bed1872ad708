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

/** Returns a database whose driver records all calls and statements. The statement `fail` throws an error. */
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
  it('holds a connection only from its first write to its end', async () => {
    const { kysely, calls } = recording();
    await kysely.transaction().execute(async (transaction) => {
      await transaction.selectFrom('users').execute();
      await transaction.deleteFrom('users').execute();
      await transaction.selectFrom('users').execute();
    });
    expect(calls).to.deep.equal(['acquire', READ, 'release', 'acquire', 'begin', WRITE, READ, 'commit', 'release']);
  });

  it('sends neither begin nor commit if it writes nothing', async () => {
    const { kysely, calls } = recording();
    await kysely.transaction().execute((transaction) => transaction.selectFrom('users').execute());
    expect(calls).to.deep.equal(['acquire', READ, 'release']);
  });

  it('rolls back and releases the connection when a statement fails', async () => {
    const { kysely, calls, errors } = recording();
    const work = kysely.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('users').execute();
      await sql`fail`.execute(transaction);
    });
    expect(String(await work.catch((error) => error))).to.equal('Error: failed');
    expect(calls).to.deep.equal(['acquire', 'begin', WRITE, 'fail', 'rollback', 'release']);
    expect(errors.map(String)).to.deep.equal(['Error: failed']);
  });

  it('is not started for a statement that is sent outside of any transaction', async () => {
    const { kysely, calls } = recording();
    await kysely.deleteFrom('users').execute();
    await sql`fail`.execute(kysely).catch(() => {});
    expect(calls).to.deep.equal(['acquire', WRITE, 'release', 'acquire', 'fail', 'release']);
  });
});
