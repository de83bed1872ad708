import { expect } from 'chai';
import pg from 'pg';
import { PreparingClient } from '../../../../src/adapters/postgres/driver/preparing-client.ts';
import { ConnectBackoff } from '../../../../src/adapters/postgres/driver/session/connect-backoff.ts';
import { SESSION } from '../../../../src/adapters/postgres/driver/session/settings.ts';
import { StickyPool } from '../../../../src/adapters/postgres/driver/sticky-pool.ts';
import { administer } from '../../../../tools/support/machine/administer.ts';
import { clientsOf, createDatabase, failureOf, hasPostgres } from '../../../support/postgres/postgres.ts';

interface Backend {
  readonly pid: number;
}

const PID = 'select pg_backend_pid() as pid, $1::int as number';

describe('the connections to PostgreSQL', () => {
  let url: string;
  let pool: pg.Pool;
  let connections: StickyPool;

  beforeEach(async function () {
    if (!hasPostgres()) this.skip();
    url = await createDatabase();
    const own = { Client: PreparingClient, session: SESSION.serving('public'), attempt: new ConnectBackoff().attempt };
    pool = new pg.Pool({ connectionString: url, max: 3, ...own } as unknown as pg.PoolConfig);
    connections = new StickyPool(pool);
  });

  afterEach(async () => {
    connections?.end();
    if (!pool?.ending) await pool?.end();
  });

  const pidOf = async () => (await connections.run<Backend>(PID, [1]))[0]?.pid;

  it('are one where one is enough, and all at rest in the end', async () => {
    const pids = [await pidOf(), await pidOf(), await pidOf()];
    expect(new Set(pids)).to.have.length(1);
    expect([connections.totalCount, connections.idleCount, connections.waitingCount]).to.deep.equal([1, 1, 0]);
  });

  it('are as many as are needed at once, but no more than there may be', async () => {
    const pids = await Promise.all([pidOf(), pidOf(), pidOf(), pidOf(), pidOf()]);
    expect(new Set(pids)).to.have.length(3);
    expect([connections.totalCount, connections.idleCount, connections.waitingCount]).to.deep.equal([3, 3, 0]);
  });

  it('are used further after a statement that failed', async () => {
    const before = await pidOf();
    expect(await failureOf(connections.run('select 1 / $1::int', [0]))).to.equal('22012');
    expect(await pidOf()).to.equal(before);
  });

  it('are others where one was closed while nobody needed it', async () => {
    const before = await pidOf();
    const closed = new Promise<void>((resolve) => clientsOf(pool)[0]?.once('end', resolve));
    await administer(url, `select pg_terminate_backend(${before})`);
    await closed;
    expect(await pidOf()).to.not.equal(before);
    expect([connections.totalCount, connections.idleCount]).to.deep.equal([1, 1]);
  });

  it('are left to who waits for one', async () => {
    const others = [await pool.connect(), await pool.connect()];
    await pidOf();
    const third = pool.connect();
    await pidOf();
    others.push(await third);
    for (const other of others) other.release();
    await pidOf();
    connections.leave();
    expect(pool.idleCount).to.equal(3);
  });

  it('all go back when they are needed no more, also one that is still in use', async () => {
    await pidOf();
    const last = connections.run('select pg_sleep(0), $1::int', [1]);
    connections.end();
    const ended = pool.end();
    await last;
    await ended;
    expect(pool.totalCount).to.equal(0);
  });
});
