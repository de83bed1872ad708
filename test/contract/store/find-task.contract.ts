import { expect } from 'chai';
import { instant } from '../../../src/domain/instant.ts';
import { description } from '../../../src/domain/tasks/description.ts';
import type { TaskFields } from '../../../src/domain/tasks/task.ts';
import { title } from '../../../src/domain/tasks/title.ts';
import type { StoreUnderTest } from '../../support/service/stores.ts';
import { someTask } from '../../support/tasks.ts';
import { NOW, newOwnerForEach } from './test-owner.ts';

/** The contract tests for adding a task and reading it back. */
export function findTaskContract(store: StoreUnderTest): void {
  describe(`a task in the repository on ${store.name}`, () => {
    const owner = newOwnerForEach(store);

    const different: Partial<TaskFields>[] = [
      {},
      { title: title(' 🦀'.repeat(127)), description: description(''), completed: true },
      { title: title(`'"\\; drop table tasks; -- $1 ? :x`), description: description('NULL\r\n\t{}') },
      { title: title('é'), description: description('é'.repeat(2000)) },
      { createdAt: instant(1), updatedAt: instant(253_402_300_799_999) },
    ];
    for (const [i, fields] of different.entries()) {
      it(`is read back with every field as it was written, in test case ${i + 1}`, async () => {
        const task = await owner.add(fields);
        expect(await owner.find(task.id)).to.deep.equal(task);
        expect(await owner.list()).to.deep.equal([task]);
      });
    }

    it('may have the same id as a task of another owner', async () => {
      const mine = await owner.add();
      const stranger = owner.stranger();
      const theirs = await stranger.add({ id: mine.id, title: title('Theirs') });
      expect(await owner.find(mine.id)).to.deep.equal(mine);
      expect(await stranger.find(mine.id)).to.deep.equal(theirs);
    });

    it('is not replaced when another task is added under the same id', async () => {
      const task = await owner.add();
      const error = await owner.add({ ...task, title: title('Other') }).catch((error) => error);
      expect(error).to.be.instanceOf(Error);
      expect(await owner.find(task.id)).to.deep.equal(task);
    });

    it('is undefined if its id is unknown, and the list of an unknown owner is empty', async () => {
      expect(await owner.find(someTask().id)).to.equal(undefined);
      expect(await owner.list()).to.deep.equal([]);
    });

    it('cannot be found, listed, changed or deleted by another owner', async () => {
      const task = await owner.add();
      const stranger = owner.stranger();
      expect(await stranger.find(task.id)).to.equal(undefined);
      expect(await stranger.list()).to.deep.equal([]);
      expect(await stranger.update(task.id, (task) => task.toggle(NOW))).to.equal(undefined);
      expect(await stranger.remove(task.id)).to.equal(false);
      expect(await owner.find(task.id)).to.deep.equal(task);
    });
  });
}
