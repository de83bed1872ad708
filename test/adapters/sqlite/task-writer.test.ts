import { join } from 'node:path';
import { mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { WRITES } from '../../../src/adapters/sqlite/database/schema.ts';
import { SqliteDatabase } from '../../../src/adapters/sqlite/database/sqlite-database.ts';
import type { Rows } from '../../../src/adapters/sqlite/database/worker.ts';
import type { WriteRequest } from '../../../src/adapters/sqlite/tasks/batch-plan.ts';
import { TaskWriter } from '../../../src/adapters/sqlite/tasks/task-writer.ts';
import { LocalChangeNotifier } from '../../../src/adapters/system/local-change-notifier.ts';
import type { TaskState } from '../../../src/domain/changes/change.ts';
import type { UserId } from '../../../src/domain/identity.ts';
import { instant } from '../../../src/domain/instant.ts';
import type { Task } from '../../../src/domain/tasks/task.ts';
import type { Version } from '../../../src/domain/tasks/version.ts';
import type { IdempotencyKey } from '../../../src/ports/task-repository.ts';
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

  /** A database whose commits end when the test says so. */
  class SlowDatabase {
    readonly metrics = metrics;
    readonly reader = reader;
    readonly keys: unknown[][] = [];
    /** The ids of the tasks that each commit writes, and the end of the commit. */
    readonly commits: { readonly ids: unknown[]; readonly end: PromiseWithResolvers<void> }[] = [];
    readonly events: string[] = [];
    readonly writer = writerOn(this);

    commit(parts: Iterable<Rows>): Promise<void> {
      const end = Promise.withResolvers<void>();
      const rows = [...parts];
      this.commits.push({ ids: rows.flatMap(({ putTask }) => putTask.map(([, id]) => id)), end });
      this.keys.push(rows.flatMap(({ addKey }) => addKey.map(([, name]) => name)));
      this.events.push('commit');
      return end.promise;
    }

    /** Writes a task by a change of its state. Records the states that the change is given, and the result. */
    write(task: Task, seen: unknown[] = [], key?: IdempotencyKey): Promise<string> {
      const change = (found: TaskState | undefined) => {
        seen.push(found);
        return task;
      };
      return this.send({ ...SOMEONE, owner: task.userId, id: task.id, change, isNew: false, ...(key && { key }) });
    }

    send(request: WriteRequest): Promise<string> {
      const result = this.writer.write(request).then(
        ({ seq, replayed }) => `${replayed ? 'replayed ' : ''}seq ${seq}`,
        (error) => error.code ?? error.message,
      );
      void result.then((text) => this.events.push(text));
      return result;
    }
  }

  it('plans a write that arrives during a commit on the result of this commit, and commits it right after', async () => {
    const database = new SlowDatabase();
    const [first, second, other] = [someTask(), someTask(), someTask()];
    const edited = someTask({ ...first, version: 2 as Version });
    const seen: unknown[] = [];
    const results = [database.write(first)];
    await nextTurn();
    results.push(database.write(edited, seen), database.write(second));
    await nextTurn();
    expect(seen).to.deep.equal([first]);
    expect(database.commits.map(({ ids }) => ids)).to.deep.equal([[first.id]]);
    database.commits[0]?.end.resolve();
    await results[0];
    await nextTurn();
    expect(database.events).to.deep.equal(['commit', 'commit', 'seq 1']);
    results.push(database.write(other));
    expect(database.commits.map(({ ids }) => ids)).to.deep.equal([[first.id], [first.id, second.id]]);
    database.commits[1]?.end.resolve();
    await Promise.all(results.slice(0, 3));
    database.commits[2]?.end.resolve();
    expect(await Promise.all(results)).to.deep.equal(['seq 1', 'seq 2', 'seq 1', 'seq 1']);
  });

  it('plans a write again, without the changes of a commit that has failed', async () => {
    const database = new SlowDatabase();
    const [first, second] = [someTask(), someTask()];
    const seen: unknown[] = [];
    const lost = database.write(first);
    await nextTurn();
    const kept = [database.write(someTask({ ...first, version: 2 as Version }), seen), database.write(second)];
    database.commits[0]?.end.reject(new Error('the disk is full'));
    expect(await lost).to.equal('the disk is full');
    await nextTurn();
    expect(seen).to.deep.equal([first, undefined]);
    expect(database.commits.map(({ ids }) => ids)).to.deep.equal([[first.id], [first.id, second.id]]);
    database.commits[1]?.end.resolve();
    expect(await Promise.all(kept)).to.deep.equal(['seq 1', 'seq 1']);
  });

  it('tries a write again that the state in a failed commit made impossible', async () => {
    const database = new SlowDatabase();
    const task = someTask();
    const lost = database.write(task);
    await nextTurn();
    const create = (found: TaskState | undefined) => {
      if (found !== undefined) throw new Error('exists already');
      return task;
    };
    const created = database.send({ ...SOMEONE, owner: task.userId, id: task.id, change: create, isNew: false });
    database.commits[0]?.end.reject(new Error('the disk is full'));
    expect(await lost).to.equal('the disk is full');
    await nextTurn();
    database.commits[1]?.end.resolve();
    expect(await created).to.equal('seq 1');
  });

  it('replays the result of a commit in flight for the same idempotency key, and refuses another request with it', async () => {
    const database = new SlowDatabase();
    const task = someTask();
    const key = { name: 'k', fingerprint: 'one' };
    const results = [database.write(task, [], key)];
    await nextTurn();
    results.push(database.write(task, [], key), database.write(task, [], { name: 'k', fingerprint: 'other' }));
    database.commits[0]?.end.resolve();
    await results[0];
    await nextTurn();
    database.commits[1]?.end.resolve();
    expect(await Promise.all(results)).to.deep.equal(['seq 1', 'replayed seq 1', 'idempotency_key_reused']);
    expect(database.keys).to.deep.equal([['k'], []]);
  });

  it('does not write a write that it has rejected, even if the commit that hung succeeds after all', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const database = new SlowDatabase();
    const hung = database.write(someTask());
    await nextTurn();
    const waiting = database.write(someTask());
    performance.now = () => now.call(performance) + 60_000;
    mock.timers.tick(60_000);
    expect(await waiting).to.equal('overloaded');
    database.commits[0]?.end.resolve();
    await hung;
    await nextTurn();
    expect(database.commits).to.have.length(1);
  });

  it('plans a write that arrives after an operation on the result of the operation, even during a commit', async () => {
    const database = new SlowDatabase();
    const task = someTask();
    const seen: unknown[] = [];
    const first = database.write(someTask());
    await nextTurn();
    const steps = [{ id: task.id, change: () => task }];
    const operation = database.writer.writeAll(task.userId, { ...SOMEONE, steps, report: () => '' });
    const later = database.write(someTask({ ...task, version: 2 as Version }), seen);
    database.commits[0]?.end.resolve();
    await first;
    await nextTurn();
    database.commits[1]?.end.resolve();
    expect([(await operation).seq, await later, seen]).to.deep.equal([1, 'seq 2', [task]]);
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
