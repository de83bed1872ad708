import { randomUUID } from 'node:crypto';
import { mock } from 'node:test';
import { expect } from 'chai';
import pg from 'pg';
import { Database } from '../../../src/adapters/postgres/driver/database.ts';
import { migrations } from '../../../src/adapters/postgres/migrations/list.ts';
import { migratePostgres } from '../../../src/adapters/postgres/migrations/migrate.ts';
import { TaskCache } from '../../../src/adapters/postgres/tasks/task-cache.ts';
import type { UserId } from '../../../src/domain/identity.ts';
import type { Task } from '../../../src/domain/tasks/task.ts';
import { StoreError, StoreLifecycle } from '../../../src/ports/store-lifecycle.ts';
import { TaskRepository } from '../../../src/ports/task-repository.ts';
import { ask } from '../../../tools/support/client.ts';
import { administer } from '../../../tools/support/machine/administer.ts';
import { allIds, startLoad } from '../../support/load.ts';
import { clientsOf, createDatabase, hasPostgres, waiting } from '../../support/postgres/postgres.ts';
import { startService } from '../../support/service/service.ts';
import { SOMEONE } from '../../support/someone.ts';
import { someTask } from '../../support/tasks.ts';

describe('a service on a failing PostgreSQL server', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  it('migrates an empty database once when six migrations start at the same time', async () => {
    for (let round = 1; round <= 5; round++) {
      const url = await createDatabase();
      await Promise.all(Array.from({ length: 6 }, () => migratePostgres(url)));
      const applied = await administer<{ name: string }>(url, 'select name from mikro_orm_migrations order by id');
      expect(applied.map(({ name }) => name)).to.deep.equal(migrations.map(({ name }) => name));
    }
  });

  it('fails only requests on terminated connections, and restores its pool', async () => {
    const url = await createDatabase();
    const { url: base, container } = await startService({ kind: 'postgres', url });
    const tasks = `${base}/api/${randomUUID()}/tasks`;
    const { json: task } = await ask('POST', tasks, { body: { title: 'x' } });
    const load = startLoad(() => tasks);
    for (let round = 0; round < 20; round++) {
      // All connections are terminated while ten toggles of one task and the other requests of the load are in flight.
      const toggles = Array.from({ length: 10 }, () => ask('PATCH', `${tasks}/${task.id}/complete`));
      await administer(
        url,
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
      for (const { status } of await Promise.all(toggles)) expect(status).to.be.oneOf([200, 503]);
      await load.more(5);
    }
    await load.stop();
    const after = await Promise.all(Array.from({ length: 100 }, () => ask('PATCH', `${tasks}/${task.id}/complete`)));
    expect(after.map(({ status }) => status)).to.deep.equal(Array(100).fill(200));
    expect(await allIds(tasks)).to.include.members([...load.acknowledged]);
    await container.get(StoreLifecycle).close();
  });

  for (const [what, method, path] of [
    ['a create', 'POST', () => ''],
    ['a toggle', 'PATCH', (id: string) => `/${id}/complete`],
    ['a toggle unseen', 'PATCH', (id: string) => `/${id}/complete`],
  ] as const) {
    it(`applies ${what.endsWith('unseen') ? 'a toggle of an uncached task' : what} only once when the connection is lost while the first attempt still runs on the server`, async () => {
      const url = await createDatabase();
      const { url: base, container } = await startService({ kind: 'postgres', url });
      const user = randomUUID();
      const tasks = `${base}/api/${user}/tasks`;
      const { json: task } = await ask('POST', tasks, { body: { title: 'x' } });
      if (what.endsWith('unseen')) container.get(TaskCache).invalidate(user as UserId, task.id);
      const holder = new pg.Client(url);
      await holder.connect();
      await holder.query('begin');
      await holder.query('select from counters where user_id = $1 for update', [user]);
      const answer = ask(method, tasks + path(task.id), { body: { title: 'y' } });
      await waiting(url, 1);
      for (const { connection } of clientsOf(container.get(Database).pool)) connection.stream.destroy();
      await waiting(url, 2);
      await holder.query('commit');
      await holder.end();
      // A toggle without an idempotency key gets 503. In the log it looks like any other toggle in the same
      // millisecond, so the service cannot know whether it was committed.
      expect((await answer).status).to.equal(method === 'POST' ? 201 : 503);
      const { json } = await ask('GET', `${base}/api/${user}/changes`);
      expect(json.changes).to.have.length(2);
    });
  }

  it('keeps a database connection open that is idle for an hour', async () => {
    const { container } = await startService({ kind: 'postgres', url: await createDatabase() });
    const connection = () => container.get(Database).run('select pg_backend_pid()', []);
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const before = await connection();
      mock.timers.tick(3_600_000);
      expect(await connection()).to.deep.equal(before);
    } finally {
      mock.timers.reset();
    }
    await container.get(StoreLifecycle).close();
  });

  it('retries transactions with serialization conflicts until all are committed', async () => {
    const { container } = await startService({ kind: 'postgres', url: await createDatabase() });
    const database = container.get(Database);
    // The service's sessions override the server's defaults, so the test sets the isolation level whenever a connection
    // is taken from the pool. The transaction below makes the sticky pool release its connection, so that the next
    // statement takes one.
    database.pool?.on('acquire', (client) => void client.query("set default_transaction_isolation = 'serializable'"));
    await database.transaction(async () => {});
    const tasks = container.get(TaskRepository);
    const task = someTask();
    await tasks.add(task, SOMEONE);
    const toggles = Array.from({ length: 10 }, () =>
      tasks.change(task.userId, task.id, (found) => (found as Task).toggle(task.updatedAt), SOMEONE),
    );
    await Promise.all(toggles);
    expect((await tasks.find(task.userId, task.id))?.updatedAt).to.equal(task.updatedAt + 10);
  });

  it('answers 503 while the pool is exhausted, and serves again when a connection is free', async () => {
    const { url: base, container } = await startService({ kind: 'postgres', url: await createDatabase() });
    const tasks = `${base}/api/${randomUUID()}/tasks`;
    const database = container.get(Database);
    // Because of a transaction, the sticky pool releases its last used connection. So the test can take all
    // connections.
    await database.transaction(async () => {});
    const { pool } = database as { pool: pg.Pool };
    const taken = await Promise.all(Array.from({ length: pool.options.max as number }, () => pool.connect()));
    for (const answer of [await ask('GET', tasks), await ask('POST', tasks, { body: { title: 'x' } })]) {
      expect([answer.status, answer.json.code]).to.deep.equal([503, 'overloaded']);
      expect(answer.headers['retry-after']).to.match(/^[1-3]$/);
    }
    for (const client of taken) client.release();
    expect((await ask('POST', tasks, { body: { title: 'x' } })).status).to.equal(201);
    expect((await ask('GET', tasks)).json).to.have.length(1);
  });

  it('reports database_timeout when a statement exceeds statement_timeout', async () => {
    const { container } = await startService({ kind: 'postgres', url: await createDatabase() });
    const database = container.get(Database);
    await database.run("select set_config('statement_timeout', '50', false)", []);
    const error = await database.run('select pg_sleep(30)', []).catch((error) => error);
    expect(error).to.be.instanceOf(StoreError).with.property('code', 'database_timeout');
  });

  it('reports database_timeout when the server does not reply, and discards the connection', async () => {
    const url = await createDatabase();
    const { container } = await startService({ kind: 'postgres', url });
    const database = container.get(Database);
    // Disables statement_timeout, so that only the query timeout of the client applies.
    const [{ pid }] = (await database.run<{ pid: number }>(
      "select pg_backend_pid() as pid, set_config('statement_timeout', '0', false)",
      [],
    )) as [{ pid: number }];
    const error = await database.run('select pg_sleep(30)', []).catch((error) => error);
    expect(error).to.be.instanceOf(StoreError).with.property('code', 'database_timeout');
    const [next] = await database.run<{ pid: number }>('select pg_backend_pid() as pid', []);
    expect(next?.pid).not.to.equal(pid);
  });
});
