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

describe('the sticky pool', () => {
  let url: string;
  let pool: pg.Pool;
  let sticky: StickyPool;

  beforeEach(async function () {
    if (!hasPostgres()) this.skip();
    url = await createDatabase();
    const own = { Client: PreparingClient, session: SESSION.serving('public'), attempt: new ConnectBackoff().attempt };
    pool = new pg.Pool({ connectionString: url, max: 3, ...own } as unknown as pg.PoolConfig);
    sticky = new StickyPool(pool);
  });

  afterEach(async () => {
    sticky?.end();
    if (!pool?.ending) await pool?.end();
  });

  const pidOf = async () => (await sticky.run<Backend>(PID, [1]))[0]?.pid;

  it('uses one connection for sequential statements, and shows it as idle afterwards', async () => {
    const pids = [await pidOf(), await pidOf(), await pidOf()];
    expect(new Set(pids)).to.have.length(1);
    expect([sticky.totalCount, sticky.idleCount, sticky.waitingCount]).to.deep.equal([1, 1, 0]);
  });

  it('opens more connections for concurrent statements, up to its maximum', async () => {
    const pids = await Promise.all([pidOf(), pidOf(), pidOf(), pidOf(), pidOf()]);
    expect(new Set(pids)).to.have.length(3);
    expect([sticky.totalCount, sticky.idleCount, sticky.waitingCount]).to.deep.equal([3, 3, 0]);
  });

  it('keeps the same connection after a failed statement', async () => {
    const before = await pidOf();
    expect(await failureOf(sticky.run('select 1 / $1::int', [0]))).to.equal('22012');
    expect(await pidOf()).to.equal(before);
  });

  it('replaces a connection that was closed while idle', async () => {
    const before = await pidOf();
    const closed = new Promise<void>((resolve) => clientsOf(pool)[0]?.once('end', resolve));
    await administer(url, `select pg_terminate_backend(${before})`);
    await closed;
    expect(await pidOf()).to.not.equal(before);
    expect([sticky.totalCount, sticky.idleCount]).to.deep.equal([1, 1]);
  });

  it('returns its connection to the underlying pool when another client waits for one', async () => {
    const others = [await pool.connect(), await pool.connect()];
    await pidOf();
    const third = pool.connect();
    await pidOf();
    others.push(await third);
    for (const other of others) other.release();
    await pidOf();
    sticky.releaseLastUsed();
    expect(pool.idleCount).to.equal(3);
  });

  it('returns all connections to the underlying pool when it ends, even a connection in use', async () => {
    await pidOf();
    const last = sticky.run('select pg_sleep(0), $1::int', [1]);
    sticky.end();
    const ended = pool.end();
    await last;
    await ended;
    expect(pool.totalCount).to.equal(0);
  });
});
