import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { StoreLifecycle } from '../../../../src/ports/store-lifecycle.ts';
import { ask } from '../../../../tools/support/client.ts';
import { administer } from '../../../../tools/support/machine/administer.ts';
import { findPrograms, type OwnPostgres, startOwnPostgres } from '../../../../tools/support/machine/own-postgres.ts';
import { createDatabase, createRole, hasPostgres } from '../../../support/postgres/postgres.ts';
import { type Service, startService } from '../../../support/service/service.ts';

const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

describe('a service whose database rejects writes', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  it('serves reads, but answers writes with 503 and fails its readiness probe, until the database is writable again', async () => {
    const [server, url] = [await createDatabase(), await createDatabase()];
    const name = new URL(url).pathname.slice(1);
    const service = await startService({ kind: 'postgres', url });
    const tasks = `${service.url}/api/${randomUUID()}/tasks`;
    const { json: task } = await ask('POST', tasks, { body: { title: 'x' } });
    for (let round = 1; round <= 2; round++) {
      await administer(server, `alter database ${name} set default_transaction_read_only = on`);
      await terminateSessions(server, name);
      // Concurrent writes use several connections, and each connection has to detect that the database is read-only.
      await Promise.all(WRITES.map((method) => expectUnavailable(method, tasks, task.id)));
      await expectUnwritable(service);
      expect((await ask('GET', `${tasks}/${task.id}`)).json).to.deep.equal(task);
      await administer(server, `alter database ${name} reset default_transaction_read_only`);
      await untilReady(service);
      const answers = await Promise.all(Array.from({ length: 8 }, () => ask('POST', tasks, { body: { title: 'y' } })));
      expect(answers.map(({ status }) => status)).to.deep.equal(Array(8).fill(201));
    }
    await service.container.get(StoreLifecycle).close();
  });

  const DAMAGES: Readonly<Record<string, (role: string) => readonly [damage: string, repair: string]>> = {
    'its role lacks the right to insert': (role) => [
      `revoke insert on tasks from ${role}`,
      `grant insert on tasks to ${role}`,
    ],
    'its role lacks the right to update counters': (role) => [
      `revoke update on counters from ${role}`,
      `grant update on counters to ${role}`,
    ],
    'its role lacks all rights to the log': (role) => [
      `revoke all on changes from ${role}`,
      `grant all on changes to ${role}`,
    ],
    'its role lacks the right to its schema': (role) => [
      `revoke usage on schema public from public, ${role}`,
      `grant usage on schema public to public`,
    ],
    'a table is renamed': () => ['alter table changes rename to was', 'alter table was rename to changes'],
    'a column is renamed': () => ['alter table tasks rename title to was', 'alter table tasks rename was to title'],
    'its schema is renamed': () => ['alter schema public rename to was', 'alter schema was rename to public'],
    'a primary key is dropped': () => [
      'alter table counters drop constraint counters_pkey',
      'alter table counters add constraint counters_pkey primary key (user_id)',
    ],
    'an added constraint forbids the write': () => [
      "alter table tasks add constraint other check (title <> 'x') not valid",
      'alter table tasks drop constraint other',
    ],
    'an added column is required': () => [
      'alter table tasks add column other int not null default 0; alter table tasks alter column other drop default',
      'alter table tasks drop column other',
    ],
  };
  for (const [fault, statements] of Object.entries(DAMAGES)) {
    it(`answers 503 while ${fault}, and recovers afterwards`, async () => {
      const url = await createDatabase();
      const role = await createRole(url, 'all on schema public');
      const owner = await startService({ kind: 'postgres', url });
      await owner.container.get(StoreLifecycle).close();
      await administer(url, `grant all on all tables in schema public to ${role.name}`);
      const service = await startService({ kind: 'postgres', url: role.url });
      const tasks = `${service.url}/api/${randomUUID()}/tasks`;
      const [damage, repair] = statements(role.name);
      for (let round = 1; round <= 2; round++) {
        expect((await ask('POST', tasks, { body: { title: 'y' } })).status).to.equal(201);
        await administer(url, damage);
        await expectUnavailable('POST', tasks, '');
        if (/right|schema|table/.test(fault)) await expectUnwritable(service);
        await administer(url, repair);
      }
      expect((await ask('POST', tasks, { body: { title: 'x' } })).status).to.equal(201);
      await service.container.get(StoreLifecycle).close();
    });
  }
});

describe('a constraint that an administrator has added', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  it('rejects the writes that violate it, and no other write of the same batch', async () => {
    const url = await createDatabase();
    const { url: base, container } = await startService({ kind: 'postgres', url });
    await administer(url, "alter table tasks add constraint other check (title <> 'x')");
    const [mine, theirs] = [randomUUID(), randomUUID()].map((user) => `${base}/api/${user}/tasks`);
    const titles = ['y', 'x', 'y', 'x', 'y'];
    const answers = await Promise.all(
      [mine, theirs].flatMap((tasks) => titles.map((title) => ask('POST', String(tasks), { body: { title } }))),
    );
    expect(answers.map(({ status }) => status)).to.deep.equal(
      [...titles, ...titles].map((title) => (title === 'x' ? 503 : 201)),
    );
    await container.get(StoreLifecycle).close();
  });
});

describe('a service whose server has become a standby', () => {
  let postgres: OwnPostgres;
  let service: Service;

  before(async function () {
    if (findPrograms() === undefined) this.skip();
    postgres = await startOwnPostgres({ fsync: 'off' });
    service = await startService({ kind: 'postgres', url: postgres.url });
  });

  after(async () => {
    await service?.container.get(StoreLifecycle).close();
    await postgres?.stop();
  });

  it('answers reads and writes with 503, and recovers when the server is promoted', async () => {
    const tasks = `${service.url}/api/${randomUUID()}/tasks`;
    const { json: task } = await ask('POST', tasks, { body: { title: 'x' } });
    const [{ folder }] = (await administer<{ folder: string }>(
      postgres.url,
      "select current_setting('data_directory') as folder",
    )) as [{ folder: string }];
    await postgres.end('SIGINT');
    writeFileSync(join(folder, 'standby.signal'), '');
    await postgres.start();
    for (const method of ['GET', ...WRITES]) await expectUnavailable(method, tasks, task.id);
    await expectUnwritable(service);
    const next = startService({ kind: 'postgres', url: postgres.url });
    await administer(postgres.url, 'select pg_promote()');
    await untilReady(service);
    expect((await ask('GET', `${tasks}/${task.id}`)).json).to.deep.equal(task);
    expect((await ask('PUT', `${tasks}/${task.id}`, { body: { title: 'y' } })).status).to.equal(200);
    await (await next).container.get(StoreLifecycle).close();
  });
});

async function expectUnavailable(method: string, tasks: string, id: string): Promise<void> {
  const url = method === 'POST' ? tasks : `${tasks}/${id}`;
  const body = method === 'GET' || method === 'DELETE' ? undefined : { title: 'x' };
  const headers = method === 'PATCH' ? { 'Content-Type': 'application/merge-patch+json' } : {};
  const answer = await ask(method, url, { body, headers });
  expect([answer.status, answer.json.code], method).to.deep.equal([503, 'database_unavailable']);
  expect(answer.headers['retry-after']).to.match(/^[1-3]$/);
}

async function expectUnwritable({ url }: Service): Promise<void> {
  const health = await ask('GET', `${url}/health`);
  expect([health.status, health.json.code]).to.deep.equal([503, 'database_unavailable']);
  const ready = await ask('GET', `${url}/readyz`);
  expect([ready.status, ready.json.checks.database]).to.deep.equal([503, false]);
}

async function untilReady({ url }: Service): Promise<void> {
  while ((await ask('GET', `${url}/readyz`)).status !== 200);
}

async function terminateSessions(server: string, name: string): Promise<void> {
  const sessions = `from pg_stat_activity where datname = '${name}'`;
  await administer(server, `select pg_terminate_backend(pid) ${sessions}`);
}
