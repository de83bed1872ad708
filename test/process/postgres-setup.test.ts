import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { expect } from 'chai';
import { ask } from '../../tools/support/client.ts';
import { administer } from '../../tools/support/machine/administer.ts';
import { answering, FaultProxy, message, refusing } from '../support/postgres/fault-proxy.ts';
import { createDatabase, createRole, hasPostgres } from '../support/postgres/postgres.ts';
import { openPooler } from '../support/postgres/transaction-pooler.ts';
import { startProcess } from '../support/service/process.ts';

/** Acts as a PostgreSQL server that asks for a password: answers the startup message with a SCRAM-SHA-256 request. */
function askingForPassword(socket: Socket): void {
  socket.once('data', () => {
    socket.write(message('R', Buffer.from([0, 0, 0, 10, ...Buffer.from('SCRAM-SHA-256\0\0')])));
    socket.once('data', () =>
      socket.write(message('R', Buffer.from([0, 0, 0, 11, ...Buffer.from('r=x,s=eA==,i=4096')]))),
    );
  });
}

describe('a starting process', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  for (const [reply, receive] of Object.entries({
    'the protocol error of a pooler': refusing('08P01'),
    'a database that allows no connections': refusing('55000'),
    'a revoked right to connect': refusing('42501'),
    'an unknown SQLSTATE': refusing('ZZ999', 'ФАТАЛЬНО'),
    'the response of an HTTP server': answering('HTTP/1.1 400 Bad Request\r\n\r\n'),
  })) {
    it(`waits for the database, logs the reason and answers 503 when it cannot connect because of ${reply}`, async () => {
      const proxy = await FaultProxy.open(await createDatabase());
      proxy.receive = receive;
      const service = startProcess({ DATABASE_URL: proxy.url });
      const address = await service.listening();
      const { reason } = await service.line('waiting for the database');
      expect(reason).to.match(/made up|Connection terminated/);
      const { status, json, headers } = await ask('GET', `${address}/health`);
      expect([status, json.code]).to.deep.equal([503, 'database_unavailable']);
      expect(headers['retry-after']).to.match(/^[1-3]$/);
      proxy.receive = undefined;
      await service.line('ready');
      service.child.kill('SIGTERM');
      expect(await service.gone).to.equal(0);
      proxy.close();
    });
  }

  for (const [reply, receive, message] of [
    ['a wrong password', refusing('28P01'), /made up/],
    ['a role that may not log in', refusing('28000'), /made up/],
    ['a missing database', refusing('3D000'), /made up/],
    ['a password request without a password', askingForPassword, /password must be a string/],
  ] as const) {
    it(`exits with status 69 and prints the reason when it cannot connect because of ${reply}`, async () => {
      const proxy = await FaultProxy.open(await createDatabase());
      proxy.receive = receive;
      await expectRefused(proxy.url, message);
      proxy.close();
    });
  }
});

describe('a process that starts on an unsuitable database', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  it('exits with status 69 and names `make migrate` and the missing GRANT when its database role may not create tables', async () => {
    const url = await createDatabase();
    const role = await createRole(url);
    await administer(url, 'revoke create on schema public from public');
    await expectRefused(
      role.url,
      /permission denied for schema public: .*make migrate.*grant create on schema "public"/,
    );
  });

  it('exits with status 69 and prints each missing GRANT when its role lacks rights on tables', async () => {
    const { url, role } = await migrated();
    await expectRefused(role.url, new RegExp(`grant select on "public".mikro_orm_migrations to "${role.name}"`));
    await administer(url, `grant select on all tables in schema public to ${role.name}`);
    await expectRefused(role.url, /grant insert, delete on changes to .*; grant insert, update, delete on tasks to /);
    await administer(url, `grant insert, update, delete on tasks, counters to ${role.name}`);
    await expectRefused(
      role.url,
      new RegExp(`: grant insert, delete on changes to ${role.name}; grant [^;]* on idempotency_keys`),
    );
    await administer(url, `grant insert, delete on changes, idempotency_keys to ${role.name}`);
    await expectServed(role.url);
  });

  for (const whose of ['role', 'database'] as const) {
    it(`exits with status 69 and names "default_transaction_read_only" when the ${whose} turns this setting on`, async () => {
      const { url, role } = await migrated();
      await administer(url, `grant all on all tables in schema public to ${role.name}`);
      const name = whose === 'role' ? role.name : new URL(url).pathname.slice(1);
      await administer(url, `alter ${whose} ${name} set default_transaction_read_only = on`);
      await expectRefused(role.url, /default_transaction_read_only/);
      if (whose === 'role') {
        const empty = await createDatabase();
        await expectRefused(
          Object.assign(new URL(role.url), { pathname: new URL(empty).pathname }).href,
          /default_transaction_read_only/,
        );
      }
    });
  }

  it('exits with status 69 and names the `search_path` of its role when no schema in this path exists', async () => {
    const url = await createDatabase();
    const role = await createRole(url);
    await administer(url, `alter role ${role.name} set search_path = nowhere`);
    await expectRefused(role.url, new RegExp(`search_path of the role "${role.name}"`));
  });

  it('exits with status 69 and names the table when row-level security hides rows from its role', async () => {
    const { url, role } = await migrated();
    await administer(url, `grant all on all tables in schema public to ${role.name}`);
    await administer(url, 'alter table counters enable row level security');
    await expectRefused(role.url, /row-level security policy for table "counters"/);
  });

  for (const [order, turn] of [
    ['last', 'last in, first out'],
    ['in turn', 'first in, first out'],
  ] as const) {
    it(`exits with status 69 and asks for "pool_mode = session" when it connects through a transaction pooler that lends sessions ${turn}`, async () => {
      const url = await createDatabase();
      await expectRefused(await openPooler(url, order), /pooler.*pool_mode = session/);
      expect(await administer(url, "select from pg_tables where tablename = 'tasks'")).to.deep.equal([]);
    });
  }

  for (const encoding of ['SQL_ASCII', 'LATIN1', 'EUC_JP']) {
    it(`exits with status 69 and explains how to create a UTF8 database when the encoding is ${encoding}`, async () => {
      const url = await createDatabase(`encoding '${encoding}' template template0 lc_collate 'C' lc_ctype 'C'`);
      await expectRefused(url, new RegExp(`has the encoding ${encoding}.*encoding 'UTF8' template template0`));
    });
  }
});

/** Returns a migrated database and a role without rights on its tables. */
async function migrated(): Promise<{ url: string; role: Awaited<ReturnType<typeof createRole>> }> {
  const url = await createDatabase();
  expect(await startProcess({ DATABASE_URL: url }, 'migrate').gone).to.equal(0);
  return { url, role: await createRole(url) };
}

async function expectServed(url: string): Promise<void> {
  const service = startProcess({ DATABASE_URL: url });
  const tasks = `${await service.listening()}/api/${randomUUID()}/tasks`;
  await service.line('ready');
  const headers = { 'Idempotency-Key': 'key' };
  const { json: task } = await ask('POST', tasks, { body: { title: 'x' }, headers });
  expect(
    (await ask('PUT', `${tasks}/${task.id}`, { body: { title: 'y' }, headers: { 'Idempotency-Key': 'other' } })).status,
  ).to.equal(200);
  expect((await ask('DELETE', `${tasks}/${task.id}`)).status).to.equal(200);
  const { json: undo } = await ask('POST', `${tasks.replace(/tasks$/, 'changes')}/3/undo`);
  expect(undo.task).to.include({ id: task.id, title: 'y' });
  service.child.kill('SIGTERM');
  expect(await service.gone).to.equal(0);
}

/** Expects the serve and migrate commands to print one line that matches `message`, and to exit with status 69. */
async function expectRefused(url: string, message: RegExp): Promise<void> {
  for (const argument of [[], ['migrate']]) {
    const service = startProcess({ DATABASE_URL: url }, ...argument);
    expect(await service.gone).to.equal(69);
    expect(service.errors()).to.match(/^The database cannot be used: .*\n$/);
    expect(service.errors()).to.match(message);
  }
}
