import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect } from 'chai';
import { migrations } from '../../src/adapters/postgres/migrations/list.ts';
import { ask } from '../../tools/support/client.ts';
import { administer } from '../../tools/support/machine/administer.ts';
import { allIds, startLoad } from '../support/load.ts';
import { createDatabase, hasPostgres } from '../support/postgres/postgres.ts';
import { startProcess } from '../support/service/process.ts';

describe('a process on a PostgreSQL server', () => {
  const path = `/api/${randomUUID()}/tasks`;

  before(function () {
    if (!hasPostgres()) this.skip();
  });

  it('migrates an empty database once when five processes start at the same time', async () => {
    const url = await createDatabase();
    const services = Array.from({ length: 5 }, () => startProcess({ DATABASE_URL: url }));
    await Promise.all(services.map((service) => service.line('ready')));
    const applied = await administer<{ name: string }>(url, 'select name from mikro_orm_migrations order by id');
    expect(applied.map(({ name }) => name)).to.deep.equal(migrations.map(({ name }) => name));
    for (const service of services) service.child.kill('SIGTERM');
    expect(await Promise.all(services.map(({ gone }) => gone))).to.deep.equal([0, 0, 0, 0, 0]);
  });

  it('keeps every acknowledged write when it is killed under load', async () => {
    const url = await createDatabase();
    const acknowledged: string[] = [];
    for (let round = 1; round <= 5; round++) {
      const service = startProcess({ DATABASE_URL: url });
      const address = await service.listening();
      await service.line('ready');
      const load = startLoad(() => address + path);
      await load.more(200);
      service.child.kill('SIGKILL');
      await service.gone;
      await load.stop();
      acknowledged.push(...load.acknowledged);
    }
    const service = startProcess({ DATABASE_URL: url });
    const address = await service.listening();
    await service.line('ready');
    const ids = await allIds(address + path);
    expect(ids).to.include.members(acknowledged);
    expect(new Set(ids).size).to.equal(ids.length);
    service.child.kill('SIGKILL');
    await service.gone;
  });

  it('answers 503 until the database can be reached, and then serves', async () => {
    const url = new URL(await createDatabase());
    const relay = createServer();
    relay.listen(0, '127.0.0.1');
    await once(relay, 'listening');
    const { port } = relay.address() as AddressInfo;
    relay.close();
    await once(relay, 'close');

    const behindRelay = new URL(url);
    behindRelay.port = String(port);
    const service = startProcess({ DATABASE_URL: behindRelay.href });
    const address = await service.listening();
    await service.line('waiting for the database');
    for (const target of ['/health', path]) {
      const answer = await ask('GET', address + target);
      expect([answer.status, answer.json.code]).to.deep.equal([503, 'database_unavailable']);
      expect(answer.headers['retry-after']).to.match(/^\d+$/);
    }
    const { json } = await ask('GET', `${address}/health`);
    expect(json.detail).to.equal('Database unavailable');

    relay.on('connection', (socket) => {
      const upstream = connect(Number(url.port), url.hostname);
      socket.pipe(upstream).pipe(socket);
      socket.on('error', () => upstream.destroy());
      upstream.on('error', () => socket.destroy());
    });
    relay.listen(port, '127.0.0.1');
    await service.line('ready');
    expect((await ask('POST', address + path, { body: { title: 'x' } })).status).to.equal(201);
    service.child.kill('SIGTERM');
    expect(await service.gone).to.equal(0);
    relay.close();
  });

  it('exits with status 69 and logs the reason when the server does not offer the TLS that sslmode requires', async () => {
    const service = startProcess({ DATABASE_URL: `${await createDatabase()}?sslmode=verify-full` });
    expect(await service.gone).to.equal(69);
    const { err } = await service.line('cannot use the database');
    expect((err as Error).message).to.match(/SSL/);
  });

  it('exits with status 69 and names the database when it does not exist', async () => {
    const url = new URL(await createDatabase());
    url.pathname = '/nothing';
    for (const argument of [[], ['migrate']]) {
      const service = startProcess({ DATABASE_URL: url.href }, ...argument);
      expect(await service.gone).to.equal(69);
      expect(service.errors()).to.include('database "nothing" does not exist');
    }
  });

  it('migrates the database and exits with status 0 when its argument is `migrate`', async () => {
    const url = await createDatabase();
    expect(await startProcess({ DATABASE_URL: url }, 'migrate').gone).to.equal(0);
    expect(await administer(url, 'select * from tasks')).to.deep.equal([]);
  });
});
