import { expect } from 'chai';
import { SeqGone } from '../../../src/domain/changes/errors.ts';
import { instant } from '../../../src/domain/instant.ts';
import type { Task } from '../../../src/domain/tasks/task.ts';
import { title } from '../../../src/domain/tasks/title.ts';
import type { StoreUnderTest } from '../../support/service/stores.ts';
import { SOMEONE } from '../../support/someone.ts';
import { times } from '../../support/times.ts';
import { purge } from './purge.ts';
import { ALL, newOwnerForEach, seq, type TestOwner } from './test-owner.ts';

/** The contract tests for purging expired changes and idempotency keys. */
export function retentionContract(store: StoreUnderTest): void {
  describe(`the purge of expired changes and idempotency keys on ${store.name}`, () => {
    const owner = newOwnerForEach(store);

    it('drops expired changes, and keeps every later change and the past task list at each later seq', async () => {
      const task = await addHistory(owner, 100, 200, 300, 400);
      const before = await owner.log();
      const lists = await Promise.all([2, 3, 4].map((at) => owner.list({ ...ALL, asOf: seq(at) })));
      await purge(owner.tasks, { changes: 300, keys: 0 });
      const later = await owner.tasks.changes(owner.id, { since: seq(2), limit: 9 });
      expect(later.changes).to.deep.equal(before.slice(2));
      const after = await Promise.all([2, 3, 4].map((at) => owner.list({ ...ALL, asOf: seq(at) })));
      expect(after).to.deep.equal(lists);
      const history = await owner.tasks.changes(owner.id, { since: seq(0), limit: 9, of: task.id });
      expect(history.changes).to.have.length(2);
      for (const since of [0, 1]) {
        await expectGone(owner.tasks.changes(owner.id, { since: seq(since), limit: 9 }));
        await expectGone(owner.list({ ...ALL, asOf: seq(since) }));
      }
    });

    it('keeps the tasks and the next seq when it drops every change', async () => {
      const task = await addHistory(owner, 100, 200);
      await purge(owner.tasks, { changes: 1000, keys: 0 });
      expect(await owner.lastSeq()).to.equal(2);
      const page = await owner.tasks.changes(owner.id, { since: seq(2), limit: 9 });
      expect(page).to.deep.equal({ changes: [], last: 2 });
      const [found] = await owner.list();
      expect(found).to.deep.equal(await owner.find(task.id));
      expect((await owner.toggle(task.id)).seq).to.equal(3);
      expect(await owner.list({ ...ALL, asOf: seq(2) })).to.deep.equal([found]);
    });

    it('keeps an expired change that follows an unexpired change, so that the log has no gap', async () => {
      await addHistory(owner, 100, 900);
      await addHistory(owner, 200);
      await purge(owner.tasks, { changes: 500, keys: 0 });
      const { changes } = await owner.tasks.changes(owner.id, { since: seq(1), limit: 9 });
      expect(changes.map(({ seq }) => seq)).to.deep.equal([2, 3]);
    });

    it('drops more than a thousand expired changes of one owner', async () => {
      await Promise.all(times(1200, (i) => owner.add({ createdAt: instant(i), updatedAt: instant(i) })));
      await purge(owner.tasks, { changes: 5000, keys: 0 });
      const page = await owner.tasks.changes(owner.id, { since: seq(1200), limit: 9 });
      expect(page).to.deep.equal({ changes: [], last: 1200 });
      await expectGone(owner.tasks.changes(owner.id, { since: seq(1199), limit: 9 }));
    });

    it('drops an expired deletion, after which the id of the task is free for a new task', async () => {
      const task = await addHistory(owner, 100);
      await owner.tasks.change(owner.id, task.id, (found) => (found as Task).delete(instant(200)), SOMEONE);
      await purge(owner.tasks, { changes: 1000, keys: 0 });
      const [first, again] = ['First', 'Again'].map((name) => owner.newTask({ ...task, title: title(name) })) as [
        Task,
        Task,
      ];
      const created = await owner.tasks.change(
        owner.id,
        task.id,
        (found) => {
          expect(found).to.equal(undefined);
          return first;
        },
        SOMEONE,
      );
      expect(created).to.deep.include({ seq: 3, kind: 'created' });
      expect(await owner.list({ ...ALL, asOf: seq(2) })).to.deep.equal([]);
      expect(await owner.find(task.id)).to.deep.equal(first);
      expect(again.version).to.equal(first.version);
    });

    it('drops expired idempotency keys, so that clients can use them again', async () => {
      const key = { name: 'key', fingerprint: 'same' };
      const task = owner.newTask({ createdAt: instant(100), updatedAt: instant(100) });
      await owner.tasks.add(task, { ...SOMEONE, key });
      await purge(owner.tasks, { changes: 0, keys: 100 });
      expect((await owner.toggle(task.id, key).catch((error) => error)).replayed).to.equal(true);
      await purge(owner.tasks, { changes: 0, keys: 101 });
      expect((await owner.toggle(task.id, key)).replayed).to.equal(false);
    });
  });
}

/** Adds a task at the first of these times (milliseconds since 1970), and toggles the task at each later time. */
async function addHistory(owner: TestOwner, ...at: number[]): Promise<Task> {
  const [created = 0, ...toggled] = at.map(instant);
  const task = await owner.add({ createdAt: instant(created), updatedAt: instant(created) });
  for (const time of toggled)
    await owner.tasks.change(owner.id, task.id, (found) => (found as Task).toggle(time), SOMEONE);
  return task;
}

async function expectGone(read: Promise<unknown>): Promise<void> {
  expect(await read.catch((error) => error)).to.be.instanceOf(SeqGone);
}
