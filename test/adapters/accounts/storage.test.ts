import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { sql } from 'kysely';
import { PostgresAccounts } from '../../../src/adapters/accounts/storage/postgres-accounts.ts';
import { SqliteAccounts } from '../../../src/adapters/accounts/storage/sqlite-accounts.ts';
import { UnfitDatabase } from '../../../src/adapters/postgres/driver/session/connect-error.ts';
import { migratePostgres } from '../../../src/adapters/postgres/migrations/migrate.ts';
import { administer } from '../../../tools/support/machine/administer.ts';
import { temporaryFolder } from '../../../tools/support/temporary-folder.ts';
import { FaultProxy } from '../../support/postgres/fault-proxy.ts';
import { createDatabase, createRole, hasPostgres } from '../../support/postgres/postgres.ts';
import { ANN, BOB, closeAccounts, newFile, openAccounts, requestOf } from './accounts-under-test.ts';

const TABLES = ['account_credentials', 'account_sessions', 'account_users', 'account_verifications'];

describe('accounts in a SQLite file', () => {
  afterEach(closeAccounts);

  it('still exist after a restart', async () => {
    const file = newFile();
    await (await openAccounts(new SqliteAccounts(file))).post('sign-up/email', ANN);
    await closeAccounts();
    const { post } = await openAccounts(new SqliteAccounts(file));
    expect((await post('sign-in/email', ANN)).status).to.equal(200);
  });

  it('are in tables whose names begin with "account_"', async () => {
    const file = newFile();
    await openAccounts(new SqliteAccounts(file));
    using database = new DatabaseSync(file);
    const rows = database.prepare("select name from sqlite_schema where type = 'table' order by name").all();
    expect(rows.map(({ name }) => name)).to.deep.equal(TABLES);
  });

  it('let a user sign up while another connection writes', async () => {
    const file = newFile();
    const { post } = await openAccounts(new SqliteAccounts(file));
    using database = new DatabaseSync(file);
    database.exec('create table other (id integer)');
    let isDone = false;
    let writes = 0;
    const signUp = post('sign-up/email', ANN).finally(() => {
      isDone = true;
    });
    for (; !isDone; await nextTurn()) {
      try {
        writes += Number(database.prepare('insert into other values (1)').run().changes);
      } catch {
        // The insert failed, because the transaction of the sign-up has the write lock.
      }
    }
    expect(writes).to.be.greaterThan(1);
    expect((await signUp).status).to.equal(200);
  });

  it('wait for the write lock of another connection without blocking the event loop', async () => {
    const file = newFile();
    const { store } = await openAccounts(new SqliteAccounts(file));
    using database = new DatabaseSync(file);
    database.exec('begin immediate');
    const write = sql`update account_users set name = ''`.execute(store.database);
    let isDone = false;
    void write.then(() => {
      isDone = true;
    });
    for (let turn = 0; turn < 10; turn++) await nextTurn();
    expect(isDone).to.equal(false);
    database.exec('commit');
    await write;
  });

  it('roll back a sign-up whose last write fails', async () => {
    const { post, store } = await openAccounts(new SqliteAccounts(newFile()));
    await sql`drop table account_sessions`.execute(store.database);
    const error = await post('sign-up/email', ANN).catch((reason) => reason);
    expect(String(error)).to.include('no such table');
    const { rows } = await sql`select id from account_users`.execute(store.database);
    expect(rows).to.deep.equal([]);
  });

  it('cannot be opened if the database file does not exist, and the error advises to start the service once', async () => {
    const store = new SqliteAccounts(join(temporaryFolder(), 'taskport.db'));
    const error = await openAccounts(store).catch((reason) => reason);
    expect(String(error)).to.include('start the service once');
  });
});

(hasPostgres() ? describe : describe.skip)('accounts on a PostgreSQL server', () => {
  afterEach(closeAccounts);

  const tablesOf = async (url: string, schema = 'public') => {
    const named = `select table_name from information_schema.tables where table_schema = '${schema}'`;
    const rows = await administer<{ table_name: string }>(url, `${named} and table_name like 'account%' order by 1`);
    return rows.map(({ table_name: name }) => name);
  };

  it('create their tables only once when several processes start concurrently', async () => {
    const url = await createDatabase();
    const code = `
      import { Accounts } from './src/adapters/accounts/accounts.ts';
      import { PostgresAccounts } from './src/adapters/accounts/storage/postgres-accounts.ts';
      const options = { secret: 'x'.repeat(32), signUp: 'first', publicUrl: undefined, record: async () => {} };
      const accounts = new Accounts(new PostgresAccounts(process.argv[1]), options);
      await accounts.prepare();
      await accounts.close();`;
    const start = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', code, url]);
    const here = Array.from({ length: 5 }, () => openAccounts(new PostgresAccounts(url)));
    await Promise.all([start(), start(), migratePostgres(url), ...here]);
    expect(await tablesOf(url)).to.deep.equal(TABLES);
  });

  it('are in the same PostgreSQL schema as the tasks', async () => {
    const url = await createDatabase();
    await administer(url, 'create schema tasks_only');
    const inSchema = `${url}?options=-csearch_path%3Dtasks_only`;
    const { post } = await openAccounts(new PostgresAccounts(inSchema));
    expect((await post('sign-up/email', ANN)).status).to.equal(200);
    expect(await tablesOf(url, 'tasks_only')).to.deep.equal(TABLES);
    expect(await tablesOf(url)).to.deep.equal([]);
  });

  it('cannot be opened if the database role may not create tables, and the error names the missing privilege', async () => {
    const url = await createDatabase();
    await administer(url, 'revoke create on schema public from public');
    const role = await createRole(url, 'usage on schema public');
    const error = await openAccounts(new PostgresAccounts(role.url)).catch((reason) => reason);
    expect(error).to.be.instanceOf(UnfitDatabase);
    expect(error.message).to.include('grant create on schema "public"');
  });

  it('answer 503 to sign-out, sign-in and sign-up while the database is unavailable, and keep the session', async () => {
    const proxy = await FaultProxy.open(await createDatabase());
    const { post, send, checker } = await openAccounts(new PostgresAccounts(proxy.url));
    const { cookie, body } = await post('sign-up/email', ANN);
    proxy.receive = (socket) => socket.destroy();
    proxy.cut();
    for (const [path, fields] of [
      ['sign-out', undefined],
      ['sign-in/email', ANN],
      ['sign-up/email', BOB],
    ] as const) {
      const answer = await post(path, fields, cookie);
      expect([answer.status, answer.body.code, answer.setCookies], path).to.deep.equal([
        503,
        'database_unavailable',
        [],
      ]);
    }
    const failure = await checker.check({ bearer: undefined, cookie }).catch((reason) => reason);
    expect(failure).to.include({ code: 'database_unavailable' });
    proxy.receive = undefined;
    const session = async () => await send(requestOf('GET', 'get-session', undefined, cookie));
    let answer = await session();
    while (answer.status === 503) answer = await session();
    expect(answer.body.user.id).to.equal(body.user.id);
    await closeAccounts();
    proxy.close();
  });
});
