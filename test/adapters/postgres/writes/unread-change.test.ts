import { expect } from 'chai';
import { Database } from '../../../../src/adapters/postgres/driver/database.ts';
import { TaskCache } from '../../../../src/adapters/postgres/tasks/task-cache.ts';
import type { StepRow } from '../../../../src/adapters/postgres/writes/batch-rows.ts';
import type { QueuedWrite } from '../../../../src/adapters/postgres/writes/queued-write.ts';
import { TaskChangeset } from '../../../../src/adapters/postgres/writes/task-changeset.ts';
import { UnreadChange } from '../../../../src/adapters/postgres/writes/unread/unread-change.ts';
import { unreadStatement } from '../../../../src/adapters/postgres/writes/unread/unread-statement.ts';
import { writeStatement } from '../../../../src/adapters/postgres/writes/write-statements.ts';
import { SEQ_ZERO } from '../../../../src/domain/changes/change.ts';
import { type Instant, instant } from '../../../../src/domain/instant.ts';
import type { Task, TaskCommand } from '../../../../src/domain/tasks/task.ts';
import { StoreError } from '../../../../src/ports/store-lifecycle.ts';
import { TaskRepository } from '../../../../src/ports/task-repository.ts';
import { ask } from '../../../../tools/support/client.ts';
import { createDatabase, hasPostgres } from '../../../support/postgres/postgres.ts';
import { scrape, sumOf } from '../../../support/service/scrape.ts';
import { type Service, startService } from '../../../support/service/service.ts';
import { SOMEONE } from '../../../support/someone.ts';
import { someTask } from '../../../support/tasks.ts';

describe('an unread change of a task in PostgreSQL', () => {
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

  function writeOf({ userId: owner, id }: Task): QueuedWrite {
    return { ...SOMEONE, owner, id } as unknown as QueuedWrite;
  }
});
