import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import { logHttpContract } from '../contract/log-http.contract.ts';
import { safeWritesHttpContract } from '../contract/safe-writes-http.contract.ts';
import { ask } from '../support/client.ts';
import { createDatabase, hasPostgres } from '../support/postgres.ts';
import { type Service, startService } from '../support/service.ts';
import type { StoreUnderTest } from '../support/stores.ts';

let started: Promise<Service[]> | undefined;

/** Three that share a database and nothing else. */
function threeServices(): Promise<Service[]> {
  started ??= createDatabase().then((url) =>
    Promise.all(Array.from({ length: 3 }, () => startService({ kind: 'postgres', url }))),
  );
  return started;
}

let entrance: Promise<Service> | undefined;

/** Leads each connection to the next of the three. */
async function open(): Promise<Service> {
  const services = await threeServices();
  let count = 0;
  const door = createServer((socket) => {
    const { url } = services[count++ % services.length] as Service;
    const onwards = connect(Number(new URL(url).port), '127.0.0.1');
    tie(socket, onwards);
    tie(onwards, socket);
  });
  door.listen(0, '127.0.0.1').unref();
  await once(door, 'listening');
  const { port } = door.address() as AddressInfo;
  return { ...(services[0] as Service), url: `http://127.0.0.1:${port}` };
}

function tie(from: Socket, to: Socket): void {
  from.pipe(to);
  from.on('error', () => to.destroy());
  from.on('close', () => to.destroy());
}

const several: StoreUnderTest = {
  name: 'PostgreSQL, by three services in turn',
  missing: !hasPostgres(),
  service: () => {
    entrance ??= open();
    return entrance;
  },
};

safeWritesHttpContract(several);
logHttpContract(several);

describe('three services on one PostgreSQL', () => {
  const user = randomUUID();

  before(function () {
    if (!hasPostgres()) this.skip();
  });

  it('get every change of one task through, however much they are in each other’s way', async () => {
    const tasks = (await threeServices()).map(({ url }) => `${url}/api/${user}/tasks`);
    const { json: task } = await ask('POST', tasks[0] as string, { body: { title: 'x' } });
    let left = 900;
    const clients = Array.from({ length: 6 }, async (_, i) => {
      while (left-- > 0) {
        const { status, text } = await ask('PATCH', `${tasks[i % 3]}/${task.id}/complete`);
        expect(status, text).to.equal(200);
      }
    });
    await Promise.all(clients);
    expect((await ask('GET', `${tasks[0]}/${task.id}`)).headers.etag).to.equal('"901"');
  });
});
