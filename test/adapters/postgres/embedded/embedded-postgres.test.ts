import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SqlMikroORM } from '@mikro-orm/sql';
import { expect } from 'chai';
import { Registry } from 'prom-client';
import { DatabaseMetrics } from '../../../../src/adapters/postgres/database-metrics.ts';
import { Database } from '../../../../src/adapters/postgres/driver/database.ts';
import { embeddedOptions } from '../../../../src/adapters/postgres/driver/orm-options.ts';
import { toStoreError } from '../../../../src/adapters/postgres/driver/sqlstate.ts';
import { EmbeddedPostgres } from '../../../../src/adapters/postgres/embedded/embedded-postgres.ts';
import { temporaryFolder } from '../../../../tools/support/temporary-folder.ts';

describe('the embedded PostgreSQL', () => {
  let postgres: EmbeddedPostgres;

  before(async () => {
    postgres = new EmbeddedPostgres(join(temporaryFolder(), 'postgres'));
    await postgres.waitReady;
  });

  it('does not block the event loop of its caller', async () => {
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 5);
    await postgres.query('select pg_sleep(0.5)');
    clearInterval(ticking);
    expect(ticks).to.be.at.least(10);
  });

  it('returns texts unchanged', async () => {
    for (const text of ['\uFEFF', '\uFEFFx\uFEFF', 'NULL', '', '🦀']) {
      expect((await postgres.query('select $1::text as text', [text])).rows).to.deep.equal([{ text }]);
    }
  });

  it('reports the SQLSTATE of a failed statement, and runs the next statement', async () => {
    const error = await postgres.query('select 1/0').catch((error) => error);
    expect(error).to.include({ code: '22012', message: 'division by zero' });
    expect((await postgres.query('select 1 as one')).rows).to.deep.equal([{ one: 1 }]);
  });

  it('rolls back a transaction whose callback throws', async () => {
    await postgres.query('create table numbers (n int)');
    const thrown = new Error('no');
    const error = await postgres
      .transaction(async ({ query }) => {
        await query('insert into numbers values (1)');
        throw thrown;
      })
      .catch((error) => error);
    expect(error).to.equal(thrown);
    expect((await postgres.query('select * from numbers')).rows).to.deep.equal([]);
  });

  it('times out a transaction that cannot begin in time, and runs the next transaction', async () => {
    postgres.limit(50);
    const busy = postgres.query('select pg_sleep(0.5)').catch((error) => error);
    const error = await postgres.transaction((inside) => inside.query('select 1')).catch((error) => error);
    postgres.limit(10_000);
    expect(toStoreError(error)).to.include({ code: 'database_timeout' });
    await busy;
    expect((await postgres.transaction(({ query }) => query('select 1 as one'))).rows).to.deep.equal([{ one: 1 }]);
  });

  it('times out a slow statement, and runs the next statement', async () => {
    postgres.limit(50);
    const error = await postgres.query('select pg_sleep(0.5)').catch((error) => error);
    postgres.limit(10_000);
    expect(toStoreError(error)).to.include({ code: 'database_timeout' });
    expect((await postgres.query('select 1 as one')).rows).to.deep.equal([{ one: 1 }]);
  });

  it('times out a statement of MikroORM that cannot begin in time, and runs the next statement', async () => {
    const orm = await SqlMikroORM.init(embeddedOptions(postgres));
    const database = new Database(new DatabaseMetrics(new Registry()));
    database.use(orm);
    postgres.limit(50);
    const busy = postgres.query('select pg_sleep(0.5)').catch((error) => error);
    const error = await database.run('select 1', []).catch((error) => error);
    expect(error).to.include({ code: 'database_timeout' });
    postgres.limit(10_000);
    await busy;
    expect(await database.run('select 1 as one', [])).to.deep.equal([{ one: 1 }]);
    await orm.close();
  });

  it('survives 10,000 failed statements, and keeps its settings', async () => {
    await postgres.configure("select set_config('lock_timeout', '123', false)");
    for (let i = 0; i < 10_000; i++) {
      const { code } = await postgres.query('select 1 / 0').catch((error) => error);
      if (code === '08006') break;
      expect(code).to.equal('22012');
    }
    const { rows } = await postgres.query("select current_setting('lock_timeout') as setting");
    expect(rows).to.deep.equal([{ setting: '123ms' }]);
  });

  it('reports database_unavailable after it has stopped', async () => {
    const waiting = postgres.query('select pg_sleep(0.2)').catch((error) => error);
    await postgres.close();
    await waiting;
    const error = await postgres.query('select 1').catch((error) => error);
    expect(toStoreError(error)).to.include({ code: 'database_unavailable' });
  });
});

describe('an embedded PostgreSQL that cannot start', () => {
  it('reports the cause by waitReady and by crashed', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, 'this is no folder');
    const postgres = new EmbeddedPostgres(file);
    const error = await postgres.waitReady.catch((error) => error);
    expect(toStoreError(error)).to.include({ code: 'database_unavailable' });
    expect(error.cause).to.equal(await postgres.crashed);
    expect(postgres.closed).to.equal(true);
    await postgres.close();
  });
});
