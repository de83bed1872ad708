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

/** Replies to a connection attempt that make it fail, from PostgreSQL, a pooler or another kind of server. */
const REPLIES: Readonly<Record<string, FaultProxy['receive']>> = {
  'the protocol error of a pooler': refusing('08P01'),
  'a database that allows no connections': refusing('55000'),
  'a revoked right to connect': refusing('42501'),
  'a server that is starting': refusing('57P03'),
  'an internal error': refusing('XX000'),
  'a wrong password': refusing('28P01'),
  'a missing database': refusing('3D000'),
  'an unknown SQLSTATE': refusing('ZZ999'),
  'an error in another language': refusing('08P01', 'ФАТАЛЬНО'),
  'a lack of memory': refusing('53200'),
  'a lack of disk space': refusing('53100'),
  'an end of the connection': (socket) => socket.end(),
  'a reset of the connection': (socket) => socket.resetAndDestroy(),
  silence: () => {},
  'an HTTP server': answering('HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\n\r\n400 Bad Request'),
  'an SSH server': answering('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'),
  'a Redis server': answering('-ERR unknown command\r\n'),
  'a MySQL server': answering(
    Buffer.from('N\0\0\0\x0a5.7.44-log\0\x08\0\0\0abcdefgh\0\xff\xf7\x21\x02\0\xff\x81', 'latin1'),
  ),
  'an unknown authentication request': answering(message('R', Buffer.from([0, 0, 0, 99]))),
  'a truncated message': answering(message('R', Buffer.alloc(0))),
  'random bytes': answering(randomBytes(1000)),
};

describe('a failed connection attempt', () => {
  for (const [reply, receive] of Object.entries(REPLIES)) {
    it(`is reported with the error code database_unavailable when its cause is ${reply}`, async () => {
      const proxy = await FaultProxy.open('postgres://someone@127.0.0.1:1/something');
      proxy.receive = receive;
      const client = new SessionClient({
        connectionString: proxy.url,
        connectionTimeoutMillis: 100,
        session: SESSION.examining,
      });
      const error = await client.connect().catch((error) => error);
      expect(toStoreError(error)).to.include({ code: 'database_unavailable', cause: error });
      proxy.close();
    });
  }

  it('is reported with the error code `overloaded` when the server has too many connections', async () => {
    const proxy = await FaultProxy.open('postgres://someone@127.0.0.1:1/something');
    proxy.receive = refusing('53300');
    const client = new SessionClient({ connectionString: proxy.url, session: SESSION.examining });
    const error = await client.connect().catch((error) => error);
    expect(toStoreError(error)).to.include({ code: 'overloaded' });
    proxy.close();
  });
});

describe('a service that cannot reconnect', () => {
  let url: string;
  let proxy: FaultProxy;
  let service: Service;
  let tasks: string;

  before(async function () {
    if (!hasPostgres()) this.skip();
    url = await createDatabase();
    proxy = await FaultProxy.open(url);
    service = await startService({ kind: 'postgres', url: proxy.url });
    tasks = `${service.url}/api/${randomUUID()}/tasks`;
  });

  after(async () => {
    await service?.container.get(StoreLifecycle).close();
    proxy?.close();
  });

  afterEach(async () => {
    proxy.receive = undefined;
    while ((await ask('GET', tasks)).status !== 200);
  });

  for (const reply of ['the protocol error of a pooler', 'a wrong password', 'an unknown authentication request']) {
    it(`answers 503 to every request and fails its readiness probe when the cause is ${reply}`, async () => {
      proxy.receive = REPLIES[reply];
      proxy.cut();
      await expectUnavailable(service, tasks);
    });
  }
});

describe('a service that loses its database', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  /** The SQL by which an administrator makes the service's next attempts to connect fail, by incident. */
  const INCIDENTS: Readonly<Record<string, (database: string, role: string) => string>> = {
    'connections are disallowed': (database) => `alter database ${database} allow_connections false`,
    'the right to connect is revoked': (database) => `revoke connect on database ${database} from public`,
    'its role loses the right to log in': (_, role) => `alter role ${role} nologin`,
    'the database is dropped': (database) => `drop database ${database} with (force)`,
    'the database is renamed': (database) => `alter database ${database} rename to ${database}_x`,
  };
  for (const [incident, statement] of Object.entries(INCIDENTS)) {
    it(`answers 503 to every request and fails its readiness probe after ${incident}`, async () => {
      const [server, database] = [await createDatabase(), await createDatabase()];
      const name = new URL(database).pathname.slice(1);
      const role = await createRole(database, 'all on schema public');
      const proxy = await FaultProxy.open(role.url);
      const service = await startService({ kind: 'postgres', url: proxy.url });
      proxy.receive = (socket) => socket.destroy();
      proxy.cut();
      await sessionsGone(server, name);
      await administer(server, statement(name, role.name));
      proxy.receive = undefined;
      await expectUnavailable(service, `${service.url}/api/${randomUUID()}/tasks`);
      await service.container.get(StoreLifecycle).close();
      proxy.close();
      if (incident.endsWith('renamed')) await administer(server, `drop database ${name}_x`);
    });
  }
});

async function sessionsGone(server: string, name: string): Promise<void> {
  while ((await administer(server, `select from pg_stat_activity where datname = '${name}'`)).length > 0);
}

/**
 * Expects the status 503 for every kind of request. The first requests may take longer, because the service retries
 * their statements.
 */
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
