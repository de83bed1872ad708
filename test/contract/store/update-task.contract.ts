import { expect } from 'chai';
import { description } from '../../../src/domain/tasks/description.ts';
import type { Task } from '../../../src/domain/tasks/task.ts';
import { title } from '../../../src/domain/tasks/title.ts';
import type { StoreUnderTest } from '../../support/service/stores.ts';
import { SOMEONE } from '../../support/someone.ts';
import { someTask } from '../../support/tasks.ts';
import { times } from '../../support/times.ts';
import { ALL, NOW, newOwnerForEach } from './test-owner.ts';

/** The contract tests for atomic updates and deletions of a task. */
export function updateTaskContract(store: StoreUnderTest): void {
  describe(`an update or deletion in the repository on ${store.name}`, () => {
    const owner = newOwnerForEach(store);

    it('writes and returns the state that the change function returns', async () => {
      const task = await owner.add();
      const edit = { title: title('Buy oat milk'), description: description('2 l'), completed: true };
      const changed = await owner.update(task.id, (task) => task.edit(edit, NOW));
      expect(changed).to.deep.equal(task.edit(edit, NOW));
      expect(await owner.find(task.id)).to.deep.equal(changed);
      expect(await owner.list()).to.deep.equal([changed]);
      expect(await owner.list({ ...ALL, completed: false })).to.deep.equal([]);
    });

    it('finds no task under an unknown id, and does not call the change function', async () => {
      let called = false;
      const change = (task: Task) => {
        called = true;
        return task;
      };
      expect(await owner.update(someTask().id, change)).to.equal(undefined);
      expect(called).to.equal(false);
    });

    it('rejects with the error that the change function throws, and writes nothing', async () => {
      const task = await owner.add();
      const thrown = new Error('no');
      const fail = () => {
        throw thrown;
      };
      const error = await owner.tasks.change(owner.id, task.id, fail, SOMEONE).catch((error) => error);
      expect(error).to.equal(thrown);
      expect(await owner.find(task.id)).to.deep.equal(task);
      expect(await owner.update(task.id, (task) => task.toggle(NOW))).to.deep.equal(task.toggle(NOW));
    });

    it('is not lost among fifty concurrent updates of the same task', async () => {
      const task = await owner.add();
      const append = (task: Task) => task.edit({ title: title(`${task.title}.`) }, task.updatedAt);
      const updates = times(50, () => owner.update(task.id, append));
      const lengths = (await Promise.all(updates)).map((task) => (task as Task).title.length);
      expect(lengths.toSorted((a, b) => a - b)).to.deep.equal(times(50, (i) => task.title.length + 1 + i));
      const stored = (await owner.find(task.id)) as Task;
      expect(stored.title).to.equal(`${task.title}${'.'.repeat(50)}`);
      expect(stored.updatedAt).to.equal(task.updatedAt + 50);
      expect(stored.version).to.equal(51);
    });

    it('if it is an update, never brings back a task that is deleted concurrently', async () => {
      const owners = times(20, () => owner.stranger());
      const all = await Promise.all(owners.map(async (owner) => ({ owner, task: await owner.add() })));
      await Promise.all(
        all.flatMap(({ owner, task }) => [owner.update(task.id, (task) => task.toggle(NOW)), owner.remove(task.id)]),
      );
      for (const { owner, task } of all) expect(await owner.find(task.id)).to.equal(undefined);
    });

    it('if it is a deletion, removes the task from every read, and finds nothing to delete when repeated', async () => {
      const task = await owner.add();
      expect(await owner.remove(task.id)).to.equal(true);
      expect(await owner.find(task.id)).to.equal(undefined);
      expect(await owner.list()).to.deep.equal([]);
      expect(await owner.remove(task.id)).to.equal(false);
    });

    it('succeeds once when twenty deletions of the same task run concurrently', async () => {
      const task = await owner.add();
      const removals = await Promise.all(times(20, () => owner.remove(task.id)));
      expect(removals.filter((removed) => removed)).to.have.length(1);
    });
  });
}
