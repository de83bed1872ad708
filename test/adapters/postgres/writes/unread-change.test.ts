import { expect } from 'chai';
import { Database } from '../../../../src/adapters/postgres/driver/database.ts';
import { TaskCache } from '../../../../src/adapters/postgres/tasks/task-cache.ts';
import { isUnread, resolveBaseStates } from '../../../../src/adapters/postgres/writes/base-states.ts';
import { BatchPlan } from '../../../../src/adapters/postgres/writes/batch-plan.ts';
import type { CommittedChanges, StepRow } from '../../../../src/adapters/postgres/writes/batch-rows.ts';
import { executeBatch } from '../../../../src/adapters/postgres/writes/execute-batch.ts';
import type { QueuedWrite } from '../../../../src/adapters/postgres/writes/queued-write.ts';
import { TaskChangeset } from '../../../../src/adapters/postgres/writes/task-changeset.ts';
import { UnreadChange } from '../../../../src/adapters/postgres/writes/unread/unread-change.ts';
import { unreadStatement } from '../../../../src/adapters/postgres/writes/unread/unread-statement.ts';
import { writeStatement } from '../../../../src/adapters/postgres/writes/write-statements.ts';
import { SEQ_ZERO, type Seq, type TaskState } from '../../../../src/domain/changes/change.ts';
import { type Instant, instant } from '../../../../src/domain/instant.ts';
import type { Task, TaskCommand } from '../../../../src/domain/tasks/task.ts';
import { StoreError } from '../../../../src/ports/store-lifecycle.ts';
import { type IdempotencyKey, TaskRepository } from '../../../../src/ports/task-repository.ts';
import { ask } from '../../../../tools/support/client.ts';
import { createDatabase, hasPostgres } from '../../../support/postgres/postgres.ts';
import { scrape, sumOf } from '../../../support/service/scrape.ts';
import { type Service, startService } from '../../../support/service/service.ts';
import { SOMEONE } from '../../../support/someone.ts';
import { someTask, someUser } from '../../../support/tasks.ts';

describe('an unread change of a task in PostgreSQL', () => {
  const owner = someUser();
  let service: Service;
  let tasks: TaskRepository;

  before(async function () {
    if (!hasPostgres()) this.skip();
    service = await startService({ kind: 'postgres', url: await createDatabase() });
    tasks = service.container.get(TaskRepository);
  });

  for (const [what, method, path, body, reads] of [
    ['an edit', 'PUT', '', { title: 'Buy oat milk' }, 0],
    ['a toggle', 'PATCH', '/complete', undefined, 0],
    ['a deletion', 'DELETE', '', undefined, 0],
    ['an edit that adds a tag', 'PATCH', '', { add_tags: ['shop'] }, 1],
    ['a toggle to a given value', 'PATCH', '/complete', { completed: true }, 1],
  ] as const) {
    it(`${reads === 0 ? 'needs no statement that reads the task' : 'is not possible'} for ${what}`, async () => {
      const { url, read } = await uncached();
      const { status } = await ask(method, url + path, { body });
      expect(status).to.be.oneOf([200, 204]);
      expect(await read()).to.equal(reads);
    });
  }

  it('is not possible if the request has an If-Match', async () => {
    const { url, read } = await uncached();
    expect((await ask('PATCH', `${url}/complete`, { headers: { 'If-Match': '"1"' } })).status).to.equal(200);
    expect(await read()).to.equal(1);
  });

  for (const command of ['toggle', 'delete', {}] as const) {
    it(`writes nothing if the task was changed at the same time or later: ${JSON.stringify(command)}`, async () => {
      const { run } = service.container.get(Database);
      const task = someTask();
      await tasks.add(task, SOMEONE);
      for (const at of [task.updatedAt, instant(task.updatedAt - 1)]) {
        const row = rowOf(task, command, at);
        expect(await run(...unreadStatement(row))).to.deep.equal([]);
        expect(await run(writeStatement('unread', true), [JSON.stringify([row])])).to.deep.equal([]);
      }
      expect(await tasks.find(task.userId, task.id)).to.deep.equal(task);
      expect(await tasks.lastSeq(task.userId)).to.equal(1);
      const later = rowOf(task, command, instant(task.updatedAt + 1));
      expect(await run(...unreadStatement(later))).to.have.length(1);
    });
  }

  it('with a row that cannot be returned is not written again, nor are the other changes of its batch', async () => {
    const { run } = service.container.get(Database);
    const all = [1, 2, 3].map(() => someTask());
    for (const task of all) await tasks.add(task, SOMEONE);
    for (const { userId, id } of all) service.container.get(TaskCache).invalidate(userId, id);
    const [broken, ...others] = all as [Task, ...Task[]];
    await run(`update tasks set tags = 'not JSON' where user_id = $1 and id = $2`, [broken.userId, broken.id]);
    const results = await Promise.allSettled(all.map(toggle));
    expect(results.map(({ status }) => status)).to.deep.equal(['rejected', 'fulfilled', 'fulfilled']);
    for (const { userId, id } of others) expect((await tasks.find(userId, id))?.version).to.equal(2);
    for (const { userId } of all) expect(await tasks.lastSeq(userId)).to.equal(2);
  });

  it('is committed with creates, changes of read tasks and idempotency keys in one batch, numbered without a gap', async () => {
    const { run } = service.container.get(Database);
    const [read, unread, deleted, unchanged] = [1, 2, 3, 4].map(() => someTask({ userId: owner })) as [
      Task,
      Task,
      Task,
      Task,
    ];
    for (const task of [read, unread, deleted, unchanged]) await tasks.add(task, SOMEONE);
    const at = instant(read.updatedAt + 1);
    const seqOf = [read, unread, deleted, unchanged].map((_, i) => (i + 1) as Seq);
    const created = changesetOf(undefined, SEQ_ZERO, someTask({ userId: owner }));
    const toggled = changesetOf(read, seqOf[0] as Seq, read.toggle(at));
    const kept = changesetOf(unchanged, seqOf[3] as Seq, unchanged, { name: 'key', fingerprint: 'x' });
    const changesets = [
      created,
      toggled,
      kept,
      new UnreadChange(writeOf(unread), 'toggle', at),
      new UnreadChange(writeOf(deleted), 'delete', at),
    ].toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
    const committed = await executeBatch(changesets, run, at);
    const results = changesets.flatMap((changeset, i) => changeset.results(committed[i] as CommittedChanges));
    const kinds = results.map(({ result }) => result?.kind);
    expect(kinds.toSorted()).to.deep.equal(['completed', 'completed', 'created', 'deleted', 'unchanged']);
    const seqs = results.flatMap(({ result }) => (result?.kind === 'unchanged' ? [] : [result?.seq ?? 0]));
    expect(seqs.toSorted()).to.deep.equal([5, 6, 7, 8]);
    expect(await tasks.findReplay(owner, { name: 'key', fingerprint: 'x' })).to.include({ seq: 4, kind: 'unchanged' });
    const { changes, last } = await tasks.changes(owner, { since: seqOf[3] as Seq, limit: 9 });
    expect([changes.map(({ seq }) => seq), last]).to.deep.equal([[5, 6, 7, 8], 8]);
    for (const { write, result } of results) {
      const found = await tasks.find(owner, write.id);
      expect(found).to.deep.equal(result?.kind === 'deleted' ? undefined : result?.after);
    }
  });

  it('waits for the next batch if its task is changed in the same batch, and then starts from a known state', () => {
    const task = someTask();
    const [first, second] = [1, 2].map(() => ({ ...writeOf(task), command: 'toggle' as const })) as [
      QueuedWrite,
      QueuedWrite,
    ];
    const plan = new BatchPlan([first, second], new Map(), instant(task.updatedAt + 1));
    expect(plan.withEffect).to.have.length(1);
    expect(plan.deferred).to.deep.equal([second]);
    expect(second.command).to.equal(undefined);
  });

  it('is only the first attempt at a write', () => {
    const write: QueuedWrite = { ...writeOf(someTask()), command: 'toggle' };
    const lost = [{ at: instant(1) }];
    expect(isUnread(write)).to.equal(true);
    for (const later of [{ conflicts: 1 }, { connectionLosses: 1 }, { maybeCommitted: lost }]) {
      expect(isUnread({ ...write, ...later })).to.equal(false);
    }
  });

  it('is not made if the task is in the cache by then, or if the batch locks its tasks in order', async () => {
    const task = someTask();
    const statements: string[] = [];
    const resolve = async (cache: TaskCache, locks: boolean) => {
      const write: QueuedWrite = { ...writeOf(task), command: 'toggle' };
      const run = async <Row>(sql: string): Promise<Row[]> => {
        statements.push(sql);
        return [];
      };
      await resolveBaseStates([write], cache, run, locks);
      return write.command;
    };
    const cache = new TaskCache();
    expect(await resolve(cache, false)).to.equal('toggle');
    cache.put({ state: task, seq: SEQ_ZERO });
    expect(await resolve(cache, false)).to.equal(undefined);
    expect(statements).to.deep.equal([]);
    cache.invalidate(task.userId, task.id);
    cache.put({ state: task, seq: SEQ_ZERO });
    expect(await resolve(cache, false)).to.equal('toggle');
    expect(await resolve(cache, true)).to.equal(undefined);
    expect(statements.join()).to.include('for update');
  });

  it('that may still run is not followed by a change with an earlier time, if the clock was set back', () => {
    const now = instant(1_800_000_000_000);
    const failure = new StoreError('database_unavailable');
    for (const [time, isRefused] of [
      [now, false],
      [instant(now - 1), true],
    ] as const) {
      const task = someTask();
      const retry = { ...writeOf(task), change: () => task.toggle(time), maybeCommitted: [{ at: now }], failure };
      const changeset = new TaskChangeset({ state: task, seq: SEQ_ZERO, fingerprint: undefined, isFresh: true });
      const add = () => changeset.add(retry as unknown as QueuedWrite);
      if (isRefused) expect(add).to.throw(failure);
      else expect(add).not.to.throw();
    }
  });

  /** Returns the URL of a task that is not cached, and a function that counts the statements that read tasks since. */
  async function uncached(): Promise<{ url: string; read(): Promise<number> }> {
    const task = someTask();
    await tasks.add(task, SOMEONE);
    service.container.get(TaskCache).invalidate(task.userId, task.id);
    const count = async () => sumOf(await scrape(service.url), 'taskport_batch_size_count', { kind: 'tasks' });
    const before = await count();
    return {
      url: `${service.url}/api/${task.userId}/tasks/${task.id}`,
      read: async () => (await count()) - before,
    };
  }

  function rowOf(task: Task, command: TaskCommand, at: Instant): StepRow {
    return new UnreadChange(writeOf(task), command, at).stepRows(0)[0] as StepRow;
  }

  function writeOf({ userId, id }: Task): QueuedWrite {
    const counts = { conflicts: 0, connectionLosses: 0, maybeCommitted: [] };
    return { ...SOMEONE, ...counts, owner: userId, id } as unknown as QueuedWrite;
  }

  function changesetOf(base: Task | undefined, seq: Seq, after: Task, key?: IdempotencyKey): TaskChangeset {
    const changeset = new TaskChangeset({ state: base, seq, fingerprint: undefined, isFresh: true });
    changeset.add({ ...writeOf(after), change: () => after, key });
    return changeset;
  }

  function idOf(changeset: TaskChangeset | UnreadChange): string {
    return changeset instanceof UnreadChange ? changeset.write.id : (changeset.steps[0]?.write.id as string);
  }

  function toggle({ userId, id }: Task) {
    const change = (found: TaskState | undefined) => (found as Task).toggle(instant(Date.now()));
    return tasks.change(userId, id, change, SOMEONE, 'toggle');
  }
});
