import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import pg from 'pg';
import { CONTENT_FIELDS } from '../../../src/domain/tasks/content.ts';
import { TABLES } from '../../../src/ports/store-copy.ts';
import { type Answer, ask } from '../../../tools/support/client.ts';
import { administer } from '../../../tools/support/machine/administer.ts';
import { temporaryFolder } from '../../../tools/support/temporary-folder.ts';
import { perform, randomSteps } from '../../contract/http/changes/random-history.ts';
import { TestUser } from '../../contract/http/test-user.ts';
import { everyWrite, execute, expectReplay, send, type WriteRequest } from '../../contract/http/write-requests.ts';
import { createDatabase, hasPostgres, waiting } from '../../support/postgres/postgres.ts';
import { SEED } from '../../support/seed.ts';
import { type ServiceProcess, startProcess } from '../../support/service/process.ts';
import { answersOf } from './answers-of-user.ts';

const USERS = 15;
const STEPS = 200;

/** Runs the copy command. Returns its exit status and its error output. */
async function copy(from: string, to: string): Promise<{ status: unknown; text: string }> {
  const command = startProcess({}, 'copy', '--from', from, '--to', to);
  const status = await command.gone;
  return { status, text: command.errors() };
}

async function copied(from: string, to: string): Promise<string> {
  const { status, text } = await copy(from, to);
  expect(status, text).to.equal(0);
  return text;
}

/** Starts a service on a store, runs `work` with the address of the service, and stops the service. */
async function serving<T>(store: string, work: (base: string, service: ServiceProcess) => Promise<T>): Promise<T> {
  const service = startProcess(store.startsWith('postgres:') ? { DATABASE_URL: store } : { DATA_DIR: store });
  const base = await service.listening();
  await service.line('ready');
  const result = await work(base, service);
  service.child.kill('SIGTERM');
  await service.gone;
  return result;
}

async function rowsIn(url: string): Promise<unknown[]> {
  const sql = Object.keys(TABLES).map((table) => `select '${table}' as name, count(*)::int from ${table}`);
  return administer(url, sql.join(' union all '));
}

describe('the copy command', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const user = new TestUser();
  user.renew();
  let answers: unknown[];
  const keyed: { write: WriteRequest; key: string; answer: Answer }[] = [];
  const users = Array.from({ length: USERS }, () => user.stranger());
  let database: string;

  before(async function () {
    if (!hasPostgres()) this.skip();
    database = await createDatabase();
    await serving(folder, async (base) => {
      for (const each of [user, ...users]) each.base = base;
      await Promise.all(
        users.map(async (each, i) => {
          for (const step of randomSteps(STEPS, SEED + i)) await perform(each, step);
        }),
      );
      for (const [, prepare] of everyWrite(user)) {
        // Two keys whose order differs: most collations of PostgreSQL sort 'a' before 'B', SQLite sorts 'B' before 'a'.
        const [write, key] = [await prepare(), `${keyed.length % 2 === 0 ? 'B' : 'a'}:${randomUUID()}`];
        keyed.push({ write, key, answer: await execute(write, key) });
      }
      for (const name of ['B', 'a']) {
        expect((await ask('POST', `${base}/api/me/tokens`, { body: { name } })).status).to.equal(201);
      }
      const operations = ['x', 'y'].map((title) => ({ op: 'create', task: { title, tags: ['é'], due: '2026-03-29' } }));
      const batch = { method: 'POST', url: `${user.tasks}/batch`, body: { operations } } as const;
      keyed.push({ write: batch, key: 'batch', answer: await execute(batch, 'batch') });
      answers = await Promise.all([user, ...users].map(answersOf));
    });
  });

  /** Expects a service on the store to answer all reads as the source did, and to replay writes by idempotency key. */
  async function expectEqual(store: string): Promise<void> {
    await serving(store, async (base) => {
      for (const each of [user, ...users]) each.base = base;
      expect(await Promise.all([user, ...users].map(answersOf))).to.deep.equal(answers);
      for (const { write, key, answer } of keyed)
        expectReplay(await send({ ...write, url: base + new URL(write.url).pathname }, key), answer);
    });
  }

  it(`copies random changes from SQLite to PostgreSQL and back, and each copy answers as the source did (SEED=${SEED})`, async () => {
    const text = await copied(folder, database);
    expect(text).to.match(
      new RegExp(
        `Copied ${USERS + 1} counters, .* tasks, \\d,.* changes, ${keyed.length} idempotency keys, 2 api tokens, 2 audit entries\\. .*every row is equal`,
      ),
    );
    await expectEqual(database);
    const back = join(temporaryFolder(), 'new');
    expect(await copied(database, `sqlite:${back}`)).to.include('snapshot');
    await expectEqual(back);
    const again = join(temporaryFolder(), 'new');
    await copied(back, again);
    await expectEqual(again);
    const second = await createDatabase();
    await copied(database, second);
    await expectEqual(second);
  });

  it('lets the target number its next change with the `seq` after the last `seq` of the source', async () => {
    const target = join(temporaryFolder(), 'new');
    await copied(folder, target);
    await serving(target, async (base) => {
      user.base = base;
      const { length } = await user.log();
      await user.createTask();
      expect((await user.log()).map(({ seq }) => seq)).to.deep.equal(
        Array.from({ length: length + 1 }, (_, i) => i + 1),
      );
    });
  });

  it('refuses a target that has rows, and does not change the target', async () => {
    const url = await createDatabase();
    await serving(url, (base) => Object.assign(user.stranger(), { base }).createTask());
    const before = await rowsIn(url);
    const { status, text } = await copy(folder, url);
    expect([status, text]).to.deep.equal([
      73,
      `Cannot copy: the target has rows in counters already, and nothing was copied. Name an empty store\n`,
    ]);
    expect(await rowsIn(url)).to.deep.equal(before);
    expect(await copy(database, folder)).to.deep.include({ status: 73 });
    expect((await copy(folder, folder)).text).to.include('taskport.db exists already');
  });

  it('creates no tables in an empty PostgreSQL target when it refuses the copy because the source has no database', async () => {
    const url = await createDatabase();
    expect(await copy(temporaryFolder(), url)).to.deep.include({ status: 66 });
    const tables = await administer(url, `select from pg_tables where schemaname = 'public'`);
    expect(tables).to.deep.equal([]);
  });

  it('exits with status 75 and names the process when a service uses the source', async () => {
    await serving(folder, async (_, { pid }) => {
      const { status, text } = await copy(folder, join(temporaryFolder(), 'new'));
      expect(status).to.equal(75);
      expect(text).to.include(`process id ${pid}`);
    });
  });

  it('leaves the tables of a PostgreSQL target empty when it is killed, and can be run again', async () => {
    const url = await createDatabase();
    await serving(url, async () => {});
    await administer(
      url,
      `create function wait() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return new; end $$;
       create trigger wait before insert on idempotency_keys for each statement execute function wait()`,
    );
    const command = startProcess({}, 'copy', '--from', folder, '--to', url);
    const sleeping = `select pid from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`;
    while ((await administer(url, sleeping)).length === 0);
    command.child.kill('SIGKILL');
    await command.gone;
    await administer(url, `select pg_terminate_backend(pid) from (${sleeping}) sleeping`);
    while ((await administer(url, sleeping)).length > 0);
    expect((await rowsIn(url)).map((row) => (row as { count: number }).count)).to.deep.equal(
      Object.keys(TABLES).map(() => 0),
    );
    await administer(url, 'drop function wait cascade');
    await copied(folder, url);
    await expectEqual(url);
  });

  for (const signal of ['SIGKILL', 'SIGINT'] as const) {
    it(`leaves no database in the target folder when ${signal} ends the command, and can be run again`, async () => {
      const target = join(temporaryFolder(), 'new');
      const blocker = new pg.Client({ connectionString: database });
      await blocker.connect();
      await blocker.query('begin; lock table changes in access exclusive mode');
      const command = startProcess({}, 'copy', '--from', database, '--to', target);
      await waiting(database, 1);
      command.child.kill(signal);
      expect(await command.gone).to.be.oneOf(['SIGKILL', 130]);
      await blocker.end();
      expect(existsSync(join(target, 'taskport.db'))).to.equal(false);
      if (signal === 'SIGINT') expect(existsSync(join(target, 'taskport.db.partial'))).to.equal(false);
      await copied(database, target);
      await expectEqual(target);
    });
  }

  it('refuses a source with an older or newer schema than that of the program, and says what to do', async () => {
    const source = join(temporaryFolder(), 'new');
    await copied(folder, source);
    const target = join(temporaryFolder(), 'new');
    for (const [version, expected, advice] of [
      [0, 69, 'make migrate'],
      [99, 78, 'Use the release that wrote it'],
    ] as const) {
      const file = new DatabaseSync(join(source, 'taskport.db'));
      file.exec(`pragma user_version = ${version}`);
      file.close();
      const { status, text } = await copy(source, target);
      expect(status).to.equal(expected);
      expect(text).to.include(advice);
    }
  });

  it('exits with status 78 when the source or target is not named or has an invalid URL, and with 69 when the target is the memory store', async () => {
    expect(await copy('', '')).to.deep.include({ status: 78 });
    const wrong = await copy(folder, 'postgres://host:99999/name');
    expect([wrong.status, wrong.text]).to.deep.equal([78, 'TO: DATABASE_URL must have a port from 1 to 65535\n']);
    const memory = await copy(folder, 'memory:');
    expect([memory.status, memory.text]).to.deep.equal([69, 'Cannot copy: memory: stores nothing\n']);
  });

  it('copies every table and every column that the stores have', async () => {
    const columns = await administer<{ table_name: string; column_name: string }>(
      database,
      `select table_name, column_name from information_schema.columns
       where table_schema = 'public' and table_name <> 'mikro_orm_migrations'`,
    );
    const state = [...CONTENT_FIELDS, 'created_at', 'updated_at', 'completed_at'];
    const known = Object.entries(TABLES).flatMap(([table, { columns, hasState }]) =>
      [...Object.keys(columns), ...(hasState ? state : [])].map((column) => `${table}.${column}`),
    );
    expect(columns.map((row) => `${row.table_name}.${row.column_name}`)).to.have.members(known);
    const file = new DatabaseSync(join(folder, 'taskport.db'));
    const found = file
      .prepare(
        `select t.name || '.' || c.name as name from sqlite_schema t, pragma_table_info(t.name) c where t.type = 'table'`,
      )
      .all();
    file.close();
    expect(found.map(({ name }) => name)).to.have.members(known);
  });
});
