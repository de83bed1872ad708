import { join } from 'node:path';
import { mock } from 'node:test';
import { expect } from 'chai';
import { WRITES } from '../../../src/adapters/sqlite/database/schema.ts';
import { SqliteDatabase } from '../../../src/adapters/sqlite/database/sqlite-database.ts';
import type { Rows } from '../../../src/adapters/sqlite/database/worker.ts';
import { TaskWriter } from '../../../src/adapters/sqlite/tasks/task-writer.ts';
import { LocalChangeNotifier } from '../../../src/adapters/system/local-change-notifier.ts';
import type { UserId } from '../../../src/domain/identity.ts';
import { instant } from '../../../src/domain/instant.ts';
import { temporaryFolder } from '../../../tools/support/temporary-folder.ts';
import { SOMEONE } from '../../support/someone.ts';
import { someTask, someUser } from '../../support/tasks.ts';

const NO_ROWS = Object.fromEntries(Object.keys(WRITES).map((name) => [name, []])) as unknown as Rows;

describe('the writer of the SQLite store', () => {
  const { now } = performance;
  const metrics = { watchQueue: () => {}, sent: () => {} };
  const reader = { task: () => undefined, state: () => undefined, lastSeq: () => 0, replay: () => undefined };
  const writerOn = (database: object) =>
    new TaskWriter(database as SqliteDatabase, new LocalChangeNotifier(), { now: () => instant(1) });

  function add(writer: TaskWriter): Promise<string> {
    const task = someTask();
    const request = { ...SOMEONE, owner: task.userId, id: task.id, change: () => task, isNew: true };
    return writer.write(request).then(
      () => 'written',
      (error) => error.code,
    );
  }

  afterEach(() => {
    mock.timers.reset();
    performance.now = now;
  });

  it('rejects the writes of a commit that hangs, and a write that waits for that commit to end', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const writer = writerOn({ metrics, reader, commit: () => new Promise(() => {}) });
    const hung = add(writer);
    await new Promise((resolve) => setImmediate(resolve));
    const waiting = add(writer);
    performance.now = () => now.call(performance) + 60_000;
    mock.timers.tick(60_000);
    expect(await Promise.all([hung, waiting])).to.deep.equal(['database_timeout', 'overloaded']);
  });

  it('rejects a write, without a crash, when the store is closed', async () => {
    const closed = {
      metrics,
      get reader() {
        throw Object.assign(new Error(), { code: 'database_unavailable' });
      },
    };
    expect(await add(writerOn(closed))).to.equal('database_unavailable');
  });

  it('commits a large operation in a batch of its own, after the writes that arrive while the operation is planned', async () => {
    const commits: number[][] = [];
    const commit = async (parts: Iterable<Rows>) => {
      commits.push([...parts].map(({ putTask }) => putTask.length));
    };
    const writer = writerOn({ metrics, reader, commit });
    const owner = someUser();
    const steps = Array.from({ length: 1_200 }, () => someTask({ userId: owner })).map((task) => ({
      id: task.id,
      change: () => task,
    }));
    const writes = [
      add(writer),
      add(writer),
      writer.writeAll(owner, { ...SOMEONE, steps, report: () => 'done' }),
      add(writer),
    ];
    expect((await Promise.all(writes)).length).to.equal(4);
    expect(commits).to.deep.equal([[3], [1_000, 200]]);
  });

  it('yields to the event loop after every 100 changes of a large operation', async () => {
    const turns: number[] = [];
    let turn = 0;
    const count = () => {
      turn++;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    const writer = writerOn({ metrics, reader, commit: async () => {} });
    const owner = someUser();
    const step = () => {
      const task = someTask({ userId: owner });
      const change = () => {
        turns.push(turn);
        return task;
      };
      return { id: task.id, change };
    };
    await writer.writeAll(owner, { ...SOMEONE, steps: Array.from({ length: 1_000 }, step), report: () => '' });
    clearImmediate(timer);
    expect([...Map.groupBy(turns, (each) => each).values()].map(({ length }) => length)).to.deep.equal(
      Array(10).fill(100),
    );
  });

  it('writes nothing of a commit in several parts that fails before its last part is sent', async () => {
    const database = new SqliteDatabase(metrics as never);
    await database.open(join(temporaryFolder(), 'file.db'), () => {});
    const [lost, kept] = [someUser(), someUser()];
    const rowsOf = (owner: UserId) => ({ ...NO_ROWS, putCounter: [[owner, 7]] });
    const givenUp = function* () {
      yield rowsOf(lost);
      yield rowsOf(lost);
      throw new Error('given up');
    };
    expect(await database.commit(givenUp()).catch(({ message }) => message)).to.equal('given up');
    await database.commit([rowsOf(kept), rowsOf(kept)]);
    expect([lost, kept].map((owner) => database.reader.lastSeq(owner))).to.deep.equal([0, 7]);
    await database.close();
  });
});
