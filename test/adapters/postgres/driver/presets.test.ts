import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Database } from '../../../../src/adapters/postgres/driver/database.ts';
import { timestamp } from '../../../../src/adapters/system/timestamp.ts';
import { instant } from '../../../../src/domain/instant.ts';
import type { Task } from '../../../../src/domain/tasks/task.ts';
import { StoreLifecycle } from '../../../../src/ports/store-lifecycle.ts';
import { TaskRepository } from '../../../../src/ports/task-repository.ts';
import { ask } from '../../../../tools/support/client.ts';
import { administer } from '../../../../tools/support/machine/administer.ts';
import { createDatabase, createRole, hasPostgres } from '../../../support/postgres/postgres.ts';
import { type Service, startService } from '../../../support/service/service.ts';
import { SOMEONE } from '../../../support/someone.ts';
import { someTask, someUser } from '../../../support/tasks.ts';

/** Times of tasks. The day and the month of the first (02-05) can be confused, those of the others cannot. */
const MOMENTS = ['2026-02-05T23:58:59.070Z', '2026-11-25T00:01:02.300Z', '0099-12-31T23:59:59.999Z'].map((text) =>
  instant(Date.parse(text)),
);

/** PostgreSQL settings that an administrator may have changed for all clients, and that could disturb the service. */
const PRESETS: readonly Readonly<Record<string, string>>[] = [
  { DateStyle: 'German' },
  { DateStyle: 'SQL, DMY', TimeZone: 'Asia/Kathmandu' },
  { DateStyle: 'SQL, MDY' },
  { DateStyle: 'Postgres, DMY', TimeZone: 'America/St_Johns', IntervalStyle: 'sql_standard' },
  { DateStyle: 'ISO, DMY', IntervalStyle: 'iso_8601', timezone_abbreviations: 'Australia' },
  { client_encoding: 'LATIN1', standard_conforming_strings: 'off', backslash_quote: 'on', transform_null_equals: 'on' },
  { bytea_output: 'escape', extra_float_digits: '-15', xmloption: 'document', array_nulls: 'off' },
  { default_transaction_isolation: 'serializable', default_transaction_deferrable: 'on', exit_on_error: 'on' },
  { default_transaction_isolation: 'repeatable read', synchronous_commit: 'off', quote_all_identifiers: 'on' },
  { enable_indexscan: 'off', enable_indexonlyscan: 'off', enable_nestloop: 'off', enable_bitmapscan: 'off' },
  {
    plan_cache_mode: 'force_custom_plan',
    force_parallel_mode: 'on',
    from_collapse_limit: '1',
    join_collapse_limit: '1',
  },
  {
    statement_timeout: '250ms',
    lock_timeout: '1ms',
    idle_in_transaction_session_timeout: '250ms',
    idle_session_timeout: '250',
    transaction_timeout: '1s',
  },
];

describe('PostgreSQL settings that an administrator has changed', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  for (const preset of PRESETS) {
    const name = Object.entries(preset).map((pair) => pair.join(' = '));
    it(`do not affect the service when they are set for the database: ${name.join(', ')}`, async () => {
      const url = await createDatabase();
      for (const [setting, value] of await known(url, preset)) {
        await administer(url, `alter database ${databaseOf(url)} set ${setting} = ${quoted(setting, value)}`);
      }
      await exercise(url);
    });
  }

  for (const preset of PRESETS.slice(0, 4)) {
    const name = Object.entries(preset).map((pair) => pair.join(' = '));
    it(`do not affect the service when they are set for its role: ${name.join(', ')}`, async () => {
      const database = await createDatabase();
      const role = await createRole(database, `all on schema public`);
      for (const [setting, value] of Object.entries(preset)) {
        await administer(database, `alter role ${role.name} set ${setting} = ${quoted(setting, value)}`);
      }
      await exercise(role.url);
    });

    it(`do not affect the service when they are set in DATABASE_URL: ${name.join(', ')}`, async () => {
      const url = new URL(await createDatabase());
      url.searchParams.set('options', optionsOf(preset));
      await exercise(url.href);
    });

    it(`do not affect the service when they are set in PGOPTIONS: ${name.join(', ')}`, async () => {
      process.env.PGOPTIONS = optionsOf(preset);
      try {
        await exercise(await createDatabase());
      } finally {
        delete process.env.PGOPTIONS;
      }
    });
  }

  it('cannot turn synchronous_commit off, but may set it to local or remote_apply', async () => {
    for (const [preset, used] of [
      ['off', 'on'],
      ['local', 'local'],
      ['remote_apply', 'remote_apply'],
    ]) {
      const url = new URL(await createDatabase());
      url.searchParams.set('options', `-c synchronous_commit=${preset}`);
      expect(await settingOf(url.href, 'synchronous_commit')).to.equal(used);
    }
  });

  it('cannot make idle_session_timeout close idle connections of the service', async () => {
    const url = await createDatabase();
    await administer(url, `alter database ${databaseOf(url)} set idle_session_timeout = '1s'`);
    expect(await settingOf(url, 'idle_session_timeout')).to.equal('0');
  });
});

describe('the PostgreSQL schema in which the service has its tables', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  for (const name of ['app', 'My "App"', 'über']) {
    const quotedName = `"${name.replaceAll('"', '""')}"`;
    it(`is the first schema, ${name}, in the search_path of the database role`, async () => {
      const database = await createDatabase();
      const role = await createRole(database, `all on schema public`);
      await administer(database, `create schema ${quotedName} authorization ${role.name}`);
      await administer(database, `alter role ${role.name} set search_path = ${quotedName}, public`);
      await exercise(role.url);
      const tables = await administer(
        database,
        `select from pg_tables where tablename = 'tasks' and schemaname = 'public'`,
      );
      expect(tables).to.deep.equal([]);
    });
  }

  it('stays the same when a new schema with a table named `tasks` comes first in the search_path', async () => {
    const database = await createDatabase();
    const role = await createRole(database, `all on schema public`, `create on database ${databaseOf(database)}`);
    const first = await startService({ kind: 'postgres', url: role.url });
    const tasks = `${first.url}/api/${randomUUID()}/tasks`;
    const { json: task } = await ask('POST', tasks, { body: { title: 'x' } });
    await administer(database, `create schema ${role.name} authorization ${role.name}`);
    await administer(database, `create table ${role.name}.tasks (like tasks)`);
    await administer(
      database,
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${role.name}' and datname = current_database()`,
    );
    expect((await ask('GET', `${tasks}/${task.id}`)).json).to.deep.equal(task);
    await first.container.get(StoreLifecycle).close();
    const { url, container } = await startService({ kind: 'postgres', url: role.url });
    expect((await ask('GET', `${tasks.replace(first.url, url)}/${task.id}`)).json).to.deep.equal(task);
    await container.get(StoreLifecycle).close();
  });
});

/** Uses the whole API before and after a restart, and expects the same results as with default settings. */
async function exercise(url: string): Promise<void> {
  const owner = someUser();
  const some = MOMENTS.map((at) => someTask({ userId: owner, createdAt: at, updatedAt: at }));
  const first = await startService({ kind: 'postgres', url });
  for (const task of some) await first.container.get(TaskRepository).add(task, SOMEONE);
  const request = { body: { title: '日本語 \\ \' "' }, headers: { 'Idempotency-Key': 'key' } };
  const { text } = await ask('POST', `${first.url}/api/${owner}/tasks`, request);
  await first.container.get(StoreLifecycle).close();

  const second = await startService({ kind: 'postgres', url });
  const user = `${second.url}/api/${owner}`;
  const tasks = `${user}/tasks`;
  const replayed = await ask('POST', tasks, request);
  expect([replayed.status, replayed.text, replayed.headers['idempotency-replayed']]).to.deep.equal([201, text, 'true']);
  for (const task of some) await exerciseTask(second, user, task);
  const { json: created } = replayed;
  const list = await ask('GET', tasks);
  const times = some.map(({ createdAt }) => timestamp(createdAt)).sort();
  expect(list.json.map(({ created_at }: { created_at: string }) => created_at)).to.deep.equal([
    created.created_at,
    ...times.reverse(),
  ]);
  const again = await ask('GET', tasks);
  expect(again.text).to.equal(list.text);
  await second.container.get(StoreLifecycle).close();
}

async function exerciseTask({ container }: Service, user: string, task: Task): Promise<void> {
  const { createdAt } = task;
  const at = `${user}/tasks/${task.id}`;
  const created_at = timestamp(createdAt);
  expect(await container.get(TaskRepository).find(task.userId, task.id)).to.deep.equal(task);
  const put = await ask('PUT', at, { body: { title: 'y' } });
  expect(put.json).to.include({ created_at, title: 'y' });
  expect((await ask('GET', at)).text).to.equal(put.text);
  const toggled = await ask('PATCH', `${at}/complete`);
  expect(toggled.json).to.include({ created_at, completed: true });
  const { json: history } = await ask('GET', `${at}/history`);
  expect(history.changes.map(({ at }: { at: string }) => at)).to.deep.equal([
    created_at,
    put.json.updated_at,
    toggled.json.updated_at,
  ]);
  const asOf = history.changes[1].seq;
  expect((await ask('GET', `${at}?as_of=${asOf}`)).text).to.equal(put.text);
  const { json: list } = await ask('GET', `${user}/tasks?as_of=${asOf}`);
  expect(list.find(({ id }: { id: string }) => id === task.id)).to.deep.equal(put.json);
  const { json: undo } = await ask('POST', `${user}/changes/${history.changes[2].seq}/undo`);
  expect(undo.task).to.include({ created_at, completed: false });
  const { json: page } = await ask('GET', `${user}/changes?since=${history.changes[2].seq}`);
  expect(page.changes[0]).to.deep.include({ at: undo.at, task: undo.task });
}

/** Returns the value that a PostgreSQL setting has in the sessions of the service. */
async function settingOf(url: string, name: string): Promise<string | undefined> {
  const { container } = await startService({ kind: 'postgres', url });
  const [row] = await container.get(Database).run<{ value: string }>('select current_setting($1) as value', [name]);
  await container.get(StoreLifecycle).close();
  return row?.value;
}

/** Returns those of the given settings that this version of PostgreSQL has. */
async function known(url: string, preset: Readonly<Record<string, string>>): Promise<[string, string][]> {
  const rows = await administer<{ name: string }>(url, 'select lower(name) as name from pg_settings');
  const names = new Set(rows.map(({ name }) => name));
  return Object.entries(preset).filter(([name]) => names.has(name.toLowerCase()));
}

function databaseOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

/** Quotes the value of a setting for SQL. The items of a DateStyle are quoted one by one. */
function quoted(setting: string, value: string): string {
  return setting === 'DateStyle'
    ? value
        .split(', ')
        .map((part) => `'${part}'`)
        .join(', ')
    : `'${value}'`;
}

function optionsOf(preset: Readonly<Record<string, string>>): string {
  return Object.entries(preset)
    .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '')}`)
    .join(' ');
}
