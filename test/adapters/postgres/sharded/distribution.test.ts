import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { migratePostgres } from '../../../../src/adapters/postgres/migrations/migrate.ts';
import { DISTRIBUTED, distribute } from '../../../../src/adapters/postgres/sharded/distribution.ts';
import { administer } from '../../../../tools/support/machine/administer.ts';
import { temporaryFolder } from '../../../../tools/support/temporary-folder.ts';
import { createDatabase, hasPostgres } from '../../../support/postgres/postgres.ts';
import { startProcess } from '../../../support/service/process.ts';
import { startService } from '../../../support/service/service.ts';

/** SQL that imitates the catalog and the function of Citus that Taskport uses. The function only records its calls. */
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

  it('migrates an empty database, and distributes its tables one by one, with all rows of an owner on one machine', async () => {
    const url = await imitatedCitus();
    expect(await distribute(url)).to.deep.equal(DISTRIBUTED);
    const calls = await administer(url, 'select * from calls');
    const mode = 'sequential';
    expect(calls).to.deep.equal(
      DISTRIBUTED.map((name, i) => ({ name, column: 'user_id', colocate_with: i === 0 ? 'default' : 'tasks', mode })),
    );
  });

  it('distributes each table with a column user_id, except api_tokens, which is read before the user is known', async () => {
    const url = await createDatabase();
    await migratePostgres(url);
    const owned = await administer<{ name: string }>(
      url,
      "select table_name::text as name from information_schema.columns where column_name = 'user_id'",
    );
    expect(owned.map(({ name }) => name)).to.have.members([...DISTRIBUTED, 'api_tokens']);
  });

  it('can be repeated by the command taskport migrate --distribute, and skips tables that are already distributed', async () => {
    const url = await imitatedCitus();
    await distribute(url);
    expect(await distribute(url)).to.deep.equal([]);
    await administer(url, "delete from pg_dist_partition where logicalrelid = 'audit_entries'::regclass");
    const { child, gone } = startProcess({ DATABASE_URL: url }, 'migrate', '--distribute');
    // The output of this command is no log, so the listener that parses log lines must not get it.
    child.stdout.removeAllListeners('data');
    expect(await text(child.stdout)).to.equal('Distributed audit_entries\n');
    expect(await gone).to.equal(0);
  });

  it('fails on a database without Citus, creates no table there, and says how to set Citus up', async () => {
    const url = await createDatabase();
    const error = await distribute(url).catch(({ message }: Error) => message);
    expect(error).to.match(/no Citus.*create extension citus/);
    const tables = await administer(url, "select from pg_tables where tablename = 'tasks'");
    expect(tables).to.deep.equal([]);
  });

  it('exits with status 78 on the embedded store, which Citus cannot distribute', async () => {
    const { gone, errors } = startProcess({ DATA_DIR: temporaryFolder() }, 'migrate', '--distribute');
    expect(await gone).to.equal(78);
    expect(errors()).to.include('DATABASE_URL must name a PostgreSQL server with Citus');
  });

  it('makes a service without SHARDED_BY_USER exit with status 78 and an error that names this variable', async () => {
    const url = await imitatedCitus();
    await distribute(url);
    const { gone, errors } = startProcess({ DATABASE_URL: url });
    expect(await gone).to.equal(78);
    expect(errors()).to.match(/distributed by Citus, so SHARDED_BY_USER must be true/);
    await startService({ kind: 'postgres', url }, undefined, { shardedByUser: true });
  });
});
