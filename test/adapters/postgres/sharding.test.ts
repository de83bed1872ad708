import { expect } from 'chai';
import { Database, type RunStatement } from '../../../src/adapters/postgres/driver/database.ts';
import { PostgresTaskRepository } from '../../../src/adapters/postgres/tasks/postgres-task-repository.ts';
import { TaskCache } from '../../../src/adapters/postgres/tasks/task-cache.ts';
import { TaskWriter } from '../../../src/adapters/postgres/writes/task-writer.ts';
import { LocalChangeNotifier } from '../../../src/adapters/system/local-change-notifier.ts';
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';
import { Task } from '../../../src/domain/tasks/task.ts';
import { hasPostgres } from '../../support/postgres/postgres.ts';
import { postgres } from '../../support/service/stores.ts';
import { SOMEONE } from '../../support/someone.ts';
import { someTask } from '../../support/tasks.ts';

describe('the statements of the repository', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  for (const shardedByUser of [true, false]) {
    it(shardedByUser ? 'each concern one user if sharded' : 'concern several users if not sharded', async () => {
      const database = (await postgres.service()).container.get(Database);
      const parameters: string[] = [];
      const run: RunStatement = (sql, given) => {
        parameters.push(JSON.stringify(given));
        return database.run(sql, given);
      };
      const { retries, metrics } = database;
      const spied = {
        run,
        read: run,
        retries,
        metrics,
        transaction: database.transaction.bind(database),
      } as Database;
      const cache = new TaskCache();
      const writer = new TaskWriter(spied, cache, new LocalChangeNotifier(), new SystemClock(), { shardedByUser });
      const tasks = new PostgresTaskRepository(spied, cache, writer, { shardedByUser });
      const added = Array.from({ length: 20 }, () => someTask());
      const key = { name: 'key', fingerprint: 'x' };
      const all = { offset: 0, limit: 9 };
      await Promise.all(added.map((task) => tasks.add(task, { ...SOMEONE, key })));
      for (const _ of ['read', 'revalidated']) await Promise.all(added.map(({ userId }) => tasks.list(userId, all)));
      const toggle = (found: unknown) => (found as Task).toggle(added[0]?.updatedAt as Task['updatedAt']);
      await Promise.all(added.map(({ userId, id }) => tasks.change(userId, id, toggle, SOMEONE)));
      const found = await Promise.all(added.map(({ userId, id }) => tasks.find(userId, id)));
      expect(found.every((task) => task instanceof Task && task.completed)).to.equal(true);
      const users = added.map(({ userId }) => userId);
      const maxUsers = Math.max(...parameters.map((text) => users.filter((user) => text.includes(user)).length));
      if (shardedByUser) expect(maxUsers).to.equal(1);
      else expect(maxUsers).to.be.above(1);
    });
  }
});
