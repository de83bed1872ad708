import { expect } from 'chai';
import pg from 'pg';
import { Database, type RunStatement } from '../../../src/adapters/postgres/driver/database.ts';
import { OperationWriter } from '../../../src/adapters/postgres/operations/operation-writer.ts';
import { TaskCache } from '../../../src/adapters/postgres/tasks/task-cache.ts';
import { LocalChangeNotifier } from '../../../src/adapters/system/local-change-notifier.ts';
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';
import type { Seq, TaskState } from '../../../src/domain/changes/change.ts';
import type { TaskId, UserId } from '../../../src/domain/identity.ts';
import { Task } from '../../../src/domain/tasks/task.ts';
import type { ChangeNotifier } from '../../../src/ports/change-notifier.ts';
import { StoreError } from '../../../src/ports/store-lifecycle.ts';
import { type IdempotencyKey, type Operation, TaskRepository } from '../../../src/ports/task-repository.ts';
import { failCall, stopFailing, wrapDriver } from '../../support/postgres/failing-driver.ts';
import { createDatabase, hasPostgres, waiting } from '../../support/postgres/postgres.ts';
import { type Service, startService } from '../../support/service/service.ts';
import { SOMEONE } from '../../support/someone.ts';
import { someTask, someUser } from '../../support/tasks.ts';

describe('an operation on a PostgreSQL server', () => {
  let url: string;
  let service: Service;
  let tasks: TaskRepository;
  let unwrap: () => void;

  before(async function () {
    if (!hasPostgres()) this.skip();
    unwrap = wrapDriver();
    url = await createDatabase();
    service = await startService({ kind: 'postgres', url });
    tasks = service.container.get(TaskRepository);
  });

  after(() => unwrap?.());

  for (const hasKey of [true, false]) {
    for (const isDone of [true, false]) {
      it(`${hasKey ? 'with' : 'without'} an idempotency key is applied at most once, whichever one of its driver calls loses the connection ${isDone ? 'after' : 'before'} the call runs`, async () => {
        for (let number = 1, outcomes: string[] = []; ; number++) {
          const owner = someUser();
          const [one, two] = [await add(owner), await add(owner)];
          const operation = operationOf([toggle(one.id), toggle(two.id), create(owner)], hasKey);
          failCall(number, { error: Object.assign(new Error('made up'), { code: 'ECONNRESET' }), isDone });
          const error = await tasks.changeAll(owner, operation).then(
            () => undefined,
            (error: unknown) => error,
          );
          const hasFailed = stopFailing();
          outcomes.push(error === undefined ? 'written' : 'unknown');
          if (error !== undefined)
            expect(error).to.be.instanceOf(StoreError).with.property('code', 'database_unavailable');
          const { changes } = await tasks.changes(owner, { since: 0 as Seq, limit: 99 });
          expect(changes.length).to.be.oneOf(error === undefined ? [5] : [2, 5]);
          if (hasFailed) continue;
          // The service cannot know the outcome only if the connection is lost during the commit, and there is no
          // idempotency key.
          expect(outcomes.filter((outcome) => outcome === 'unknown')).to.have.length(hasKey ? 0 : 1);
          return;
        }
      });
    }
  }

  it('sees its task as deleted when another transaction deletes the task while the operation waits for the row lock', async () => {
    const owner = someUser();
    const task = await add(owner);
    const holder = new pg.Client(url);
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from tasks where user_id = $1 and id = $2 for update', [owner, task.id]);
    const seen: (TaskState | undefined)[] = [];
    const change = (found: TaskState | undefined) => {
      seen.push(found);
      return found as TaskState;
    };
    const done = tasks.changeAll(owner, { ...SOMEONE, steps: [{ id: task.id, change }], report: () => '' });
    await waiting(url, 1);
    await holder.query(
      `with gone as (delete from tasks where user_id = $1 and id = $2 returning *)
       insert into changes (user_id, seq, kind, at, task_id, version, previous_seq)
       select user_id, 2, 'deleted', updated_at, id, 2, 1 from gone`,
      [owner, task.id],
    );
    await holder.query('commit');
    await holder.end();
    await done;
    expect(seen).to.have.length(1);
    expect(seen[0]).to.deep.include({ version: 2, userId: owner, id: task.id }).and.not.be.instanceOf(Task);
  });

  it('that creates a task is retried when another transaction has just created a task with the same id', async () => {
    const owner = someUser();
    await add(owner);
    const task = someTask({ userId: owner });
    const holder = new pg.Client(url);
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from counters where user_id = $1 for update', [owner]);
    const create = (found: TaskState | undefined) => found ?? task;
    const done = tasks.changeAll(owner, {
      ...SOMEONE,
      steps: [{ id: task.id, change: create }],
      report: ([step]) => step?.kind ?? '',
    });
    await waiting(url, 1);
    await holder.query(
      `insert into tasks (user_id, id, version, seq, title, completed, priority, tags, created_at, updated_at)
       values ($1, $2, 1, 2, 'x', false, 'none', '[]', now(), now())`,
      [owner, task.id],
    );
    await holder.query('commit');
    await holder.end();
    expect((await done).report).to.equal('unchanged');
  });

  it('runs only statements that concern its owner alone, and look rows up by index condition', async () => {
    const database = service.container.get(Database);
    const owner = someUser();
    const [kept, gone, deleted] = [await add(owner), await add(owner), await add(owner)];
    await tasks.change(owner, deleted.id, remove, SOMEONE);
    const statements = new Map<string, string>();
    const parameters: unknown[] = [];
    const spied = {
      retries: database.retries,
      metrics: database.metrics,
      transaction: <T>(work: (run: RunStatement) => Promise<T>) =>
        database.transaction((run) =>
          work(async <Row>(sql: string, given: Parameters<RunStatement>[1]) => {
            const plan = await run<{ 'QUERY PLAN': string }>(`explain (costs off) ${sql}`, given);
            statements.set(sql, plan.map((row) => row['QUERY PLAN']).join('\n'));
            parameters.push(given[0]);
            return run<Row>(sql, given);
          }),
        ),
    } as unknown as Database;
    const writer = new OperationWriter(spied, new TaskCache(), new LocalChangeNotifier(), new SystemClock());
    const restore = {
      id: deleted.id,
      change: (found: unknown) => (found as { restore: Restore }).restore(deleted, kept.updatedAt),
    };
    const steps = [create(owner), toggle(kept.id), { id: gone.id, change: remove }, restore];
    await writer.write(owner, operationOf(steps, true), performance.now());
    expect(statements).to.have.length(9);
    expect(new Set(parameters)).to.deep.equal(new Set([owner]));
    for (const plan of statements.values()) {
      expect(plan).not.to.match(/Seq Scan|Bitmap/);
      // An index scan without an index condition reads the whole index.
      expect(plan).not.to.match(/Index (Only )?Scan .*\n(?! *Index Cond)/);
      // An index condition on the owner alone would read all tasks of the owner.
      expect(plan).not.to.match(/tasks_pkey[^\n]*\n *Index Cond: \(user_id = [^)]*\)$/m);
    }
  });

  it('updates those of its tasks that are cached, adds none to the cache, and notifies the clients that wait for changes', async () => {
    const owner = someUser();
    const [cached, other] = [await add(owner), await add(owner)];
    const cache = new TaskCache();
    cache.put({ state: cached, seq: 1 as Seq });
    const published: unknown[] = [];
    const notifier = { publish: (owners: unknown) => published.push(owners) } as unknown as ChangeNotifier;
    const writer = new OperationWriter(service.container.get(Database), cache, notifier, new SystemClock());
    await writer.write(owner, operationOf([toggle(other.id), toggle(cached.id)], false), performance.now());
    expect(cache.get(owner, cached.id)).to.deep.equal({ state: await tasks.find(owner, cached.id), seq: 4 });
    expect(cache.get(owner, other.id)).to.equal(undefined);
    expect(published).to.deep.equal([[owner]]);
  });

  async function add(owner: UserId): Promise<Task> {
    const task = someTask({ userId: owner });
    await tasks.add(task, SOMEONE);
    return task;
  }
});

type Restore = (task: Task, now: Task['updatedAt']) => Task;
type Step = Operation['steps'][number];

const KEY: IdempotencyKey = { name: 'key', fingerprint: 'same' };

function operationOf(steps: Step[], hasKey: boolean): Operation {
  return { ...SOMEONE, steps, report: () => '', ...(hasKey && { key: KEY }) };
}

function create(owner: UserId): Step {
  const task = someTask({ userId: owner });
  return { id: task.id, change: () => task };
}

function toggle(id: TaskId): Step {
  return { id, change: (found) => (found as Task).toggle((found as Task).updatedAt) };
}

function remove(found: TaskState | undefined): TaskState {
  return (found as Task).delete((found as Task).updatedAt);
}
