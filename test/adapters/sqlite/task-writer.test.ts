import { mock } from 'node:test';
import { expect } from 'chai';
import type { SqliteDatabase } from '../../../src/adapters/sqlite/database/sqlite-database.ts';
import { TaskWriter } from '../../../src/adapters/sqlite/tasks/task-writer.ts';
import { LocalChangeNotifier } from '../../../src/adapters/system/local-change-notifier.ts';
import { instant } from '../../../src/domain/instant.ts';
import { someTask } from '../../support/tasks.ts';

describe('the writer of the SQLite store', () => {
  const { now } = performance;
  const metrics = { watchQueue: () => {}, sent: () => {} };
  const reader = { task: () => undefined, lastSeq: () => 0, replay: () => undefined };
  const writerOn = (database: object) =>
    new TaskWriter(database as SqliteDatabase, new LocalChangeNotifier(), { now: () => instant(1) });

  function add(writer: TaskWriter): Promise<string> {
    const task = someTask();
    const request = { owner: task.userId, id: task.id, change: () => task, key: undefined, isNew: true };
    return writer.write(request).then(
      () => 'written',
      (error) => error.code,
    );
  }

  afterEach(() => {
    mock.timers.reset();
    performance.now = now;
  });

  it('rejects a write that waits behind a commit that hangs, and the writes of that commit', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const writer = writerOn({ metrics, reader, commit: () => new Promise(() => {}) });
    const hung = add(writer);
    await new Promise((resolve) => setImmediate(resolve));
    const waiting = add(writer);
    performance.now = () => now.call(performance) + 60_000;
    mock.timers.tick(60_000);
    expect(await Promise.all([hung, waiting])).to.deep.equal(['database_timeout', 'overloaded']);
  });

  it('rejects a write when the store is closed, and does not fail itself', async () => {
    const closed = {
      metrics,
      get reader() {
        throw Object.assign(new Error(), { code: 'database_unavailable' });
      },
    };
    expect(await add(writerOn(closed))).to.equal('database_unavailable');
  });
});
