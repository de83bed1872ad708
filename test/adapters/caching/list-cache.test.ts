import { expect } from 'chai';
import { type ListDelta, revalidate } from '../../../src/adapters/caching/list-cache.ts';
import type { Seq } from '../../../src/domain/changes/change.ts';
import { instant } from '../../../src/domain/instant.ts';
import type { Task } from '../../../src/domain/tasks/task.ts';
import { title } from '../../../src/domain/tasks/title.ts';
import { NOW, newOwnerForEach } from '../../contract/store/test-owner.ts';
import { postgres, sqlite } from '../../support/service/stores.ts';
import { someTask, someUser } from '../../support/tasks.ts';

describe('the revalidation of a cached list', () => {
  const userId = someUser();
  const [newest, middle, oldest] = [3, 2, 1].map((at) => someTask({ userId, createdAt: instant(at) })) as [
    Task,
    Task,
    Task,
  ];
  const query = { offset: 0, limit: 2 };
  const list = { tasks: [newest, middle], seq: 5 as Seq };

  /** Returns the changes of the log after one edit since the list was cached. */
  function edited(task: Task): ListDelta {
    const changed = someTask({ ...task, title: title('Edited') });
    return { last: 6 as Seq, changes: [{ kind: 'updated', id: changed.id, task: changed }] };
  }

  it('returns the same array, with the new seq, after an edit of a task that is on another page', () => {
    const current = revalidate(list, query, edited(oldest));
    expect(current?.tasks).to.equal(list.tasks);
    expect(current?.seq).to.equal(6);
  });

  it('returns a new array after an edit of a task on the page, in which the other task is the same object', () => {
    const current = revalidate(list, query, edited(newest));
    expect(current?.tasks).not.to.equal(list.tasks);
    expect(current?.tasks.map((task) => String(task.title))).to.deep.equal(['Edited', String(middle.title)]);
    expect(current?.tasks[1]).to.equal(middle);
    expect(list.tasks[0]).to.equal(newest);
  });
});

for (const store of [sqlite, postgres]) {
  describe(`the cache of lists on ${store.name}`, () => {
    const owner = newOwnerForEach(store);

    it('reads only the changed tasks after changes, and keeps the other tasks as the same objects', async () => {
      const [one, other, deleted] = [await owner.add(), await owner.add(), await owner.add()];
      const before = await owner.list();
      await owner.update(one.id, (task) => task.toggle(NOW));
      await owner.update(deleted.id, (task) => task.delete(NOW));
      const after = await owner.list();
      expect(after).to.have.length(2);
      const kept = before.find(({ id }) => id === other.id);
      expect(after.find(({ id }) => id === other.id)).to.equal(kept);
      expect(after.find(({ id }) => id === one.id)?.completed).to.equal(true);
    });
  });
}
