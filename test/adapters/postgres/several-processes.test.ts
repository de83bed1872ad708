import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import pg from 'pg';
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';
import { requireTask } from '../../../src/application/tasks/write-options.ts';
import { TaskNotFound } from '../../../src/domain/errors.ts';
import type { UserId } from '../../../src/domain/identity.ts';
import type { Task, TaskCommand } from '../../../src/domain/tasks/task.ts';
import { TaskRepository, type WriteResult } from '../../../src/ports/task-repository.ts';
import { ask } from '../../../tools/support/client.ts';
import { sharedDatabaseContract } from '../../contract/contracts.ts';
import { createDatabase, hasPostgres, waiting } from '../../support/postgres/postgres.ts';
import { scrape, sumOf } from '../../support/service/scrape.ts';
import { type Service, startService } from '../../support/service/service.ts';
import type { StoreUnderTest } from '../../support/service/stores.ts';
import { SOMEONE } from '../../support/someone.ts';
import { someTask } from '../../support/tasks.ts';

type Three<T> = [T, T, T];

let started: Promise<Three<Service>> | undefined;
let url: string;

/** Starts three services that share only a database. */
function threeServices(): Promise<Three<Service>> {
  started ??= createDatabase().then((created) => {
    url = created;
    const start = () => startService({ kind: 'postgres', url });
    return Promise.all([start(), start(), start()]);
  });
  return started;
}

let proxied: Promise<Service> | undefined;

/** Opens a TCP proxy that distributes connections among the three services in turn. */
async function open(): Promise<Service> {
  const services = await threeServices();
  let count = 0;
  const proxy = createServer((socket) => {
    const { url } = services[count++ % services.length] as Service;
    const upstream = connect(Number(new URL(url).port), '127.0.0.1');
    pipe(socket, upstream);
    pipe(upstream, socket);
  });
  proxy.listen(0, '127.0.0.1').unref();
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  return { ...(services[0] as Service), url: `http://127.0.0.1:${port}` };
}

function pipe(from: Socket, to: Socket): void {
  from.pipe(to);
  from.on('error', () => to.destroy());
  from.on('close', () => to.destroy());
}

const several: StoreUnderTest = {
  name: 'PostgreSQL, by three services in turn',
  missing: !hasPostgres(),
  service: () => {
    proxied ??= open();
    return proxied;
  },
};

sharedDatabaseContract(several);

describe('three services on one PostgreSQL database', () => {
  const user = randomUUID();

  before(function () {
    if (!hasPostgres()) this.skip();
  });

  it('commit every change of a task that all three change at once, although their writes conflict', async () => {
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

  for (const first of ['toggle', 'delete'] as const) {
    for (const count of [1, 2]) {
      it(`apply a batch of ${count} toggles to the latest state when another service commits a ${first} of the first task before the batch`, async () => {
        const [mine, theirs] = await repositories();
        const some = Array.from({ length: count }, () => someTask({ userId: user as UserId }));
        for (const task of some) await mine.add(task, SOMEONE);
        const holder = new pg.Client(url);
        await holder.connect();
        await holder.query('begin');
        await holder.query('select from counters where user_id = $1 for update', [user]);
        const done = perform(mine, some[0] as Task, first);
        await waiting(url, 1);
        const toggles = Promise.allSettled(some.map((task) => perform(theirs, task, 'toggle')));
        await waiting(url, 2);
        await holder.query('commit');
        await holder.end();
        const { seq } = await done;
        const [contended, ...others] = await toggles;
        if (first === 'delete') expect(contended).to.have.property('reason').that.is.instanceOf(TaskNotFound);
        else expect(contended).to.have.nested.property('value.kind', 'reopened');
        for (const other of others) expect(other).to.have.nested.property('value.kind', 'completed');
        const { changes } = await mine.changes(user as UserId, { since: seq, limit: 9 });
        expect(changes).to.have.length(first === 'delete' ? count - 1 : count);
        const states = await Promise.all(some.map(({ userId, id }) => mine.find(userId, id)));
        const [state, ...rest] = states.map((task) => task?.completed);
        expect(state).to.equal(first === 'delete' ? undefined : false);
        expect(rest).to.deep.equal(others.map(() => true));
      });
    }
  }

  it('have at most one write conflict when one service changes 20 cached tasks that another service has just changed', async () => {
    const [{ url: address }] = await threeServices();
    const [mine, theirs] = await repositories();
    const some = Array.from({ length: 20 }, () => someTask({ userId: user as UserId }));
    for (const task of some) await mine.add(task, SOMEONE);
    for (const task of some) await perform(theirs, task, 'toggle');
    const conflicts = async () => sumOf(await scrape(address), 'taskport_retries_total', { reason: 'conflict' });
    const before = await conflicts();
    for (const task of some) expect(await perform(mine, task, 'toggle')).to.have.property('kind', 'reopened');
    expect((await conflicts()) - before).to.be.at.most(1);
  });

  async function repositories(): Promise<Three<TaskRepository>> {
    return (await threeServices()).map(({ container }) => container.get(TaskRepository)) as Three<TaskRepository>;
  }

  function perform(tasks: TaskRepository, { userId, id }: Task, verb: TaskCommand): Promise<WriteResult> {
    const now = new SystemClock().now();
    return tasks.change(userId, id, (found) => requireTask(found, {}).apply(verb, now), SOMEONE, verb);
  }
});
