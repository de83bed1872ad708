import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { SessionClient } from '../../../../src/adapters/postgres/driver/session/session-client.ts';
import { SESSION } from '../../../../src/adapters/postgres/driver/session/settings.ts';
import { toStoreError } from '../../../../src/adapters/postgres/driver/sqlstate.ts';
import { StoreLifecycle } from '../../../../src/ports/store-lifecycle.ts';
import { ask } from '../../../../tools/support/client.ts';
import { administer } from '../../../../tools/support/machine/administer.ts';
import { answering, FaultProxy, message, refusing } from '../../../support/postgres/fault-proxy.ts';
import { createDatabase, createRole, hasPostgres } from '../../../support/postgres/postgres.ts';
import { type Service, startService } from '../../../support/service/service.ts';

/** What may be said to whoever connects: by PostgreSQL, by a pooler, or by something else altogether. */
const RECEPTIONS: Readonly<Record<string, FaultProxy['receive']>> = {
  'a pooler’s refusal': refusing('08P01'),
  'a database that takes nobody': refusing('55000'),
  'a right that was revoked': refusing('42501'),
  'a start that is under way': refusing('57P03'),
  'an internal error': refusing('XX000'),
  'a wrong password': refusing('28P01'),
  'a database that is gone': refusing('3D000'),
  'a state that nobody knows': refusing('ZZ999'),
  'a refusal in another language': refusing('08P01', 'ФАТАЛЬНО'),
  'no memory': refusing('53200'),
  'no room': refusing('53100'),
  'a hang-up': (socket) => socket.end(),
  'a reset': (socket) => socket.resetAndDestroy(),
  silence: () => {},
  'an HTTP server': answering('HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\n\r\n400 Bad Request'),
  'an SSH server': answering('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'),
  'a Redis': answering('-ERR unknown command\r\n'),
  'a MySQL': answering(Buffer.from('N\0\0\0\x0a5.7.44-log\0\x08\0\0\0abcdefgh\0\xff\xf7\x21\x02\0\xff\x81', 'latin1')),
  'a question that nobody knows': answering(message('R', Buffer.from([0, 0, 0, 99]))),
  'an answer that is cut short': answering(message('R', Buffer.alloc(0))),
  noise: answering(randomBytes(1000)),
};

describe('a connection to what is no PostgreSQL that has us', () => {
  for (const [what, receive] of Object.entries(RECEPTIONS)) {
    it(`means that the database is unavailable, whatever it meets: ${what}`, async () => {
      const door = await FaultProxy.open('postgres://someone@127.0.0.1:1/something');
      door.receive = receive;
      const client = new SessionClient({
        connectionString: door.url,
        connectionTimeoutMillis: 100,
        session: SESSION.looking,
      });
      const error = await client.connect().catch((error) => error);
      expect(toStoreError(error)).to.include({ code: 'database_unavailable', cause: error });
      door.close();
    });
  }

  it('means that there is too much to do where there are too many connections', async () => {
    const door = await FaultProxy.open('postgres://someone@127.0.0.1:1/something');
    door.receive = refusing('53300');
    const client = new SessionClient({ connectionString: door.url, session: SESSION.looking });
    const error = await client.connect().catch((error) => error);
    expect(toStoreError(error)).to.include({ code: 'overloaded' });
    door.close();
  });
});

describe('a service that cannot connect any more', () => {
  let url: string;
  let door: FaultProxy;
  let service: Service;
  let tasks: string;

  before(async function () {
    if (!hasPostgres()) this.skip();
    url = await createDatabase();
    door = await FaultProxy.open(url);
    service = await startService({ kind: 'postgres', url: door.url });
    tasks = `${service.url}/api/${randomUUID()}/tasks`;
  });

  after(async () => {
    await service?.container.get(StoreLifecycle).close();
    door?.close();
  });

  afterEach(async () => {
    door.receive = undefined;
    while ((await ask('GET', tasks)).status !== 200);
  });

  for (const what of ['a pooler’s refusal', 'a wrong password', 'a question that nobody knows']) {
    it(`answers 503 to everybody, and is not ready: ${what}`, async () => {
      door.receive = RECEPTIONS[what];
      door.cut();
      await expectUnavailable(service, tasks);
    });
  }
});

describe('a service that loses its database', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  /** What is done to it while nobody is connected. */
  const MISHAPS: Readonly<Record<string, (database: string, role: string) => string>> = {
    'to an end of all connections': (database) => `alter database ${database} allow_connections false`,
    'to a right that is revoked': (database) => `revoke connect on database ${database} from public`,
    'to a role that may not log in': (_, role) => `alter role ${role} nologin`,
    'to whoever drops it': (database) => `drop database ${database} with (force)`,
    'to another name': (database) => `alter database ${database} rename to ${database}_x`,
  };
  for (const [what, mishap] of Object.entries(MISHAPS)) {
    it(`answers 503 to everybody, and is not ready: ${what}`, async () => {
      const [server, database] = [await createDatabase(), await createDatabase()];
      const name = new URL(database).pathname.slice(1);
      const role = await createRole(database, 'all on schema public');
      const door = await FaultProxy.open(role.url);
      const service = await startService({ kind: 'postgres', url: door.url });
      door.receive = (socket) => socket.destroy();
      door.cut();
      await sessionsGone(server, name);
      await administer(server, mishap(name, role.name));
      door.receive = undefined;
      await expectUnavailable(service, `${service.url}/api/${randomUUID()}/tasks`);
      await service.container.get(StoreLifecycle).close();
      door.close();
      if (what.endsWith('name')) await administer(server, `drop database ${name}_x`);
    });
  }
});

async function sessionsGone(server: string, name: string): Promise<void> {
  while ((await administer(server, `select from pg_stat_activity where datname = '${name}'`)).length > 0);
}

/** Of whatever is asked. Whoever asks first may have to wait, as it may be over soon. */
async function expectUnavailable({ url }: Service, tasks: string): Promise<void> {
  const asked = [
    ask('GET', tasks),
    ask('POST', tasks, { body: { title: 'x' } }),
    ask('GET', `${tasks.replace(/tasks$/, 'changes')}`),
    ask('GET', `${url}/health`),
  ];
  for (const answer of await Promise.all(asked)) {
    expect([answer.status, answer.json.code]).to.deep.equal([503, 'database_unavailable']);
    expect(answer.headers['retry-after']).to.match(/^[1-3]$/);
  }
  const ready = await ask('GET', `${url}/readyz`);
  expect([ready.status, ready.json.checks]).to.deep.equal([503, { migrated: true, database: false, serving: true }]);
  expect((await ask('GET', `${url}/livez`)).status).to.equal(200);
}
