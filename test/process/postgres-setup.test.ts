import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { expect } from 'chai';
import { ask } from '../../tools/support/client.ts';
import { administer } from '../../tools/support/machine/administer.ts';
import { answering, FaultProxy, message, refusing } from '../support/postgres/fault-proxy.ts';
import { createDatabase, createRole, hasPostgres } from '../support/postgres/postgres.ts';
import { openPooler } from '../support/postgres/transaction-pooler.ts';
import { startProcess } from '../support/service/process.ts';

/** Asks for a password. */
function askingForPassword(socket: Socket): void {
  socket.once('data', () => {
    socket.write(message('R', Buffer.from([0, 0, 0, 10, ...Buffer.from('SCRAM-SHA-256\0\0')])));
    socket.once('data', () =>
      socket.write(message('R', Buffer.from([0, 0, 0, 11, ...Buffer.from('r=x,s=eA==,i=4096')]))),
    );
  });
}

describe('a process at its start', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  for (const [what, receive] of Object.entries({
    'a pooler’s refusal': refusing('08P01'),
    'a database that takes nobody': refusing('55000'),
    'a right that was revoked': refusing('42501'),
    'a state that nobody knows': refusing('ZZ999', 'ФАТАЛЬНО'),
    'an HTTP server': answering('HTTP/1.1 400 Bad Request\r\n\r\n'),
  })) {
    it(`waits until it may connect, and says what keeps it from that: ${what}`, async () => {
      const door = await FaultProxy.open(await createDatabase());
      door.receive = receive;
      const service = startProcess({ DATABASE_URL: door.url });
      const address = await service.listening();
      const { reason } = await service.line('waiting for the database');
      expect(reason).to.match(/made up|Connection terminated/);
      const { status, json, headers } = await ask('GET', `${address}/health`);
      expect([status, json.code]).to.deep.equal([503, 'database_unavailable']);
      expect(headers['retry-after']).to.match(/^[1-3]$/);
      door.receive = undefined;
      await service.line('ready');
      service.child.kill('SIGTERM');
      expect(await service.gone).to.equal(0);
      door.close();
    });
  }

  for (const [what, receive, said] of [
    ['a wrong password', refusing('28P01'), /made up/],
    ['a role that may not enter', refusing('28000'), /made up/],
    ['a database that there is not', refusing('3D000'), /made up/],
    ['no password where one is asked for', askingForPassword, /password must be a string/],
  ] as const) {
    it(`ends with 69 and says why where waiting does not help: ${what}`, async () => {
      const door = await FaultProxy.open(await createDatabase());
      door.receive = receive;
      await expectRefused(door.url, said);
      door.close();
    });
  }
});

describe('a process at its start on a database that', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  it('is to be migrated by a role that may not do so ends with 69, and says who can', async () => {
    const url = await createDatabase();
    const role = await createRole(url);
    await administer(url, 'revoke create on schema public from public');
    await expectRefused(
      role.url,
      /permission denied for schema public: .*make migrate.*grant create on schema "public"/,
    );
  });

  it('lets a role read only ends with 69, and says what to grant', async () => {
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
    it(`is read-only for all that the ${whose} does ends with 69, and says why, be it migrated or not`, async () => {
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

  it('gives the role no schema ends with 69, and says so', async () => {
    const url = await createDatabase();
    const role = await createRole(url);
    await administer(url, `alter role ${role.name} set search_path = nowhere`);
    await expectRefused(role.url, new RegExp(`search_path of the role "${role.name}"`));
  });

  it('hides rows from the role ends with 69, rather than find less than there is', async () => {
    const { url, role } = await migrated();
    await administer(url, `grant all on all tables in schema public to ${role.name}`);
    await administer(url, 'alter table counters enable row level security');
    await expectRefused(role.url, /row-level security policy for table "counters"/);
  });

  for (const order of ['last', 'in turn'] as const) {
    it(`is reached by a pooler that lends sessions for a transaction ends with 69, and says what to set: ${order}`, async () => {
      const url = await createDatabase();
      await expectRefused(await openPooler(url, order), /pooler.*pool_mode = session/);
      expect(await administer(url, "select from pg_tables where tablename = 'tasks'")).to.deep.equal([]);
    });
  }

  for (const encoding of ['SQL_ASCII', 'LATIN1', 'EUC_JP']) {
    it(`has the encoding ${encoding} ends with 69, and says what to do`, async () => {
      const url = await createDatabase(`encoding '${encoding}' template template0 lc_collate 'C' lc_ctype 'C'`);
      await expectRefused(url, new RegExp(`has the encoding ${encoding}.*encoding 'UTF8' template template0`));
    });
  }
});

/** A database with all tables, and a role that may do nothing there. */
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
  const { json: undone } = await ask('POST', `${tasks.replace(/tasks$/, 'changes')}/3/undo`);
  expect(undone.task).to.include({ id: task.id, title: 'y' });
  service.child.kill('SIGTERM');
  expect(await service.gone).to.equal(0);
}

/** Of the service, and of `make migrate`: one line, and 69. */
async function expectRefused(url: string, said: RegExp): Promise<void> {
  for (const argument of [[], ['migrate']]) {
    const service = startProcess({ DATABASE_URL: url }, ...argument);
    expect(await service.gone).to.equal(69);
    expect(service.errors()).to.match(/^The database cannot be used: .*\n$/);
    expect(service.errors()).to.match(said);
  }
}
