import { expect } from 'chai';
import { DISTRIBUTED, distribute } from '../../../../src/adapters/postgres/sharded/distribution.ts';
import { administer } from '../../../../tools/support/machine/administer.ts';
import { temporaryFolder } from '../../../../tools/support/temporary-folder.ts';
import { createDatabase, hasPostgres } from '../../../support/postgres/postgres.ts';
import { startProcess } from '../../../support/service/process.ts';

/** The catalog and the function of Citus that a migration uses, without any effect on tables. */
const IMITATED_CITUS = `
  create table pg_dist_partition (logicalrelid regclass);
  create table calls (name text, "column" text, colocate_with text, mode text);
  create function create_distributed_table(name regclass, "column" text, colocate_with text default 'default')
    returns void language sql as $$
      insert into pg_dist_partition values ($1);
      insert into calls values ($1::text, $2, $3, current_setting('citus.multi_shard_modify_mode'));
    $$;`;

describe('the distribution of tables by Citus', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  async function imitatedCitus(): Promise<string> {
    const url = await createDatabase();
    await administer(url, IMITATED_CITUS);
    return url;
  }

  it('migrates an empty database, and places all tables of an owner together, one after the other', async () => {
    const url = await imitatedCitus();
    expect(await distribute(url)).to.deep.equal(DISTRIBUTED);
    const calls = await administer(url, 'select * from calls');
    const mode = 'sequential';
    expect(calls).to.deep.equal(
      DISTRIBUTED.map((name, i) => ({ name, column: 'user_id', colocate_with: i === 0 ? 'default' : 'tasks', mode })),
    );
  });

  it('includes each table with an owner but the tokens, which are found without their user', async () => {
    const url = await createDatabase();
    const service = startProcess({ DATABASE_URL: url }, 'migrate');
    expect(await service.gone).to.equal(0);
    const owned = await administer<{ name: string }>(
      url,
      "select table_name::text as name from information_schema.columns where column_name = 'user_id'",
    );
    expect(owned.map(({ name }) => name)).to.have.members([...DISTRIBUTED, 'api_tokens']);
  });

  it('can be repeated, and distributes only tables that are not distributed yet', async () => {
    const url = await imitatedCitus();
    await distribute(url);
    expect(await distribute(url)).to.deep.equal([]);
    await administer(url, "delete from pg_dist_partition where logicalrelid = 'audit_entries'::regclass");
    expect(await distribute(url)).to.deep.equal(['audit_entries']);
  });

  it('fails as a whole on a database without Citus, and says how to get it', async () => {
    const url = await createDatabase();
    const refused = startProcess({ DATABASE_URL: url }, 'migrate', '--distribute');
    expect(await refused.gone).to.equal(69);
    expect(refused.errors()).to.match(/^The tables cannot be distributed: .*no Citus.*create extension citus/);
    const embedded = startProcess({ DATA_DIR: temporaryFolder() }, 'migrate', '--distribute');
    expect(await embedded.gone).to.equal(78);
    expect(embedded.errors()).to.include('DATABASE_URL must name a PostgreSQL server with Citus');
  });

  for (const WORKERS of ['1', '2']) {
    it(`makes ${WORKERS === '1' ? 'a process' : 'workers'} without SHARDED_BY_USER exit with status 78, and name the variable`, async () => {
      const url = await imitatedCitus();
      await distribute(url);
      const refused = startProcess({ DATABASE_URL: url, WORKERS });
      expect(await refused.gone).to.equal(78);
      expect(refused.errors()).to.match(/distributed by Citus, so SHARDED_BY_USER must be true/);
      const served = startProcess({ DATABASE_URL: url, WORKERS, SHARDED_BY_USER: 'true' });
      await served.line('ready');
      served.child.kill('SIGTERM');
      expect(await served.gone).to.equal(0);
    });
  }
});
