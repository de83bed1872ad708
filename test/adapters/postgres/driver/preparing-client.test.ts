import { expect } from 'chai';
import { PreparingClient } from '../../../../src/adapters/postgres/driver/preparing-client.ts';
import { ConnectBackoff } from '../../../../src/adapters/postgres/driver/session/connect-backoff.ts';
import { SESSION } from '../../../../src/adapters/postgres/driver/session/settings.ts';
import { createDatabase, failureOf, hasPostgres } from '../../../support/postgres/postgres.ts';

describe('a preparing client', () => {
  let client: PreparingClient;

  before(async function () {
    if (!hasPostgres()) this.skip();
    client = new PreparingClient({
      connectionString: await createDatabase(),
      session: SESSION.serving('public'),
      attempt: new ConnectBackoff().attempt,
    });
    await client.connect();
  });

  after(() => client?.end());

  /** Returns the number of RowDescription messages that the server sends while `work` runs. */
  async function descriptionsOf(work: () => Promise<unknown>): Promise<number> {
    let count = 0;
    const add = () => count++;
    client.connection.on('rowDescription', add);
    await work();
    client.connection.off('rowDescription', add);
    return count;
  }

  it('requests the result columns of a statement only once, and parses each column by its type', async () => {
    const sql = `select $1::int as number, $2::bool as truth, $3::text as text, json_build_object('a', $1::int) as json`;
    const rows: unknown[] = [];
    const count = await descriptionsOf(async () => {
      rows.push(...(await client.run(sql, [1, true, 'null'])));
      rows.push(...(await client.run(sql, [2, false, null])));
      rows.push(...(await client.run(sql, [undefined, undefined, ''])));
    });
    expect(count).to.equal(1);
    expect(rows).to.deep.equal([
      { number: 1, truth: true, text: 'null', json: { a: 1 } },
      { number: 2, truth: false, text: null, json: { a: 2 } },
      { number: null, truth: null, text: '', json: { a: null } },
    ]);
  });

  it('parses the rows of a statement whose first execution failed', async () => {
    const sql = 'select 6 / $1::int as result';
    expect(await failureOf(client.run(sql, [0]))).to.equal('22012');
    expect(await client.run(sql, [2])).to.deep.equal([{ result: 3 }]);
  });

  it('fails each time that it runs a statement with a syntax error, and then can run another statement', async () => {
    expect(await failureOf(client.run('selekt $1', [1]))).to.equal('42601');
    expect(await failureOf(client.run('selekt $1', [1]))).to.equal('42601');
    expect(await client.run('select $1::text as a', ['b'])).to.deep.equal([{ a: 'b' }]);
  });

  it('runs the same statement by query() in a transaction, then by run(), and then by query() again', async () => {
    const sql = 'select $1::int + 1 as next';
    await client.query('begin');
    expect((await client.query(sql, [1])).rows).to.deep.equal([{ next: 2 }]);
    await client.query('commit');
    expect(await client.run(sql, [2])).to.deep.equal([{ next: 3 }]);
    expect((await client.query(sql, [3])).rows).to.deep.equal([{ next: 4 }]);
  });

  it('runs statements that return no rows, and statements that have no columns', async () => {
    await client.run('create table numbers (number int)', []);
    expect(await client.run('insert into numbers select generate_series(1, $1)', [3])).to.deep.equal([]);
    expect(await client.run('select number from numbers where number > $1', [3])).to.deep.equal([]);
    expect(await client.run('delete from numbers where number > $1 returning number', [2])).to.deep.equal([
      { number: 3 },
    ]);
  });
});
