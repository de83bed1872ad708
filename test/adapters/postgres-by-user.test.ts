import { expect } from 'chai';
import { Database, type RunStatement } from '../../src/adapters/postgres/database.ts';
import { PostgresTaskRepository } from '../../src/adapters/postgres/postgres-task-repository.ts';
import { RecentStates } from '../../src/adapters/postgres/read/recent-states.ts';
import { TaskWriter } from '../../src/adapters/postgres/write/task-writer.ts';
import { LocalSignal } from '../../src/adapters/system/local-signal.ts';
import { SystemClock } from '../../src/adapters/system/system-clock.ts';
import { Task } from '../../src/domain/task.ts';
import { hasPostgres } from '../support/postgres.ts';
import { postgres } from '../support/stores.ts';
import { someTask } from '../support/tasks.ts';

describe('statements on a database that is spread by user', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  for (const isByUser of [true, false]) {
    it(isByUser ? 'never concern two users' : 'do concern several, where it is not spread', async () => {
      const database = (await postgres.service()).container.get(Database);
      const parameters: string[] = [];
      const run: RunStatement = (sql, given) => {
        parameters.push(JSON.stringify(given));
        return database.run(sql, given);
      };
      const { retries, metrics } = database;
      const spied = { run, read: run, retries, metrics, transaction: database.transaction.bind(database) } as Database;
      const recent = new RecentStates();
      const writer = new TaskWriter(spied, recent, new LocalSignal(), new SystemClock(), { isByUser });
      const tasks = new PostgresTaskRepository(spied, recent, writer, { isByUser });
      const some = Array.from({ length: 20 }, () => someTask());
      const key = { name: 'key', fingerprint: 'x' };
      const all = { offset: 0, limit: 9 };
      await Promise.all(some.map((task) => tasks.add(task, key)));
      for (const _ of ['read', 'renewed']) await Promise.all(some.map(({ userId }) => tasks.list(userId, all)));
      const toggle = (found: unknown) => (found as Task).toggle(some[0]?.updatedAt as Task['updatedAt']);
      await Promise.all(some.map(({ userId, id }) => tasks.change(userId, id, toggle)));
      const found = await Promise.all(some.map(({ userId, id }) => tasks.find(userId, id)));
      expect(found.every((task) => task instanceof Task && task.completed)).to.equal(true);
      const users = some.map(({ userId }) => userId);
      const most = Math.max(...parameters.map((text) => users.filter((user) => text.includes(user)).length));
      if (isByUser) expect(most).to.equal(1);
      else expect(most).to.be.above(1);
    });
  }
});
