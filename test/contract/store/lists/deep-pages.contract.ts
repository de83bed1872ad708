import { expect } from 'chai';
import { TaskReplicas } from '../../../../src/application/filter/task-replicas.ts';
import { DeepPages } from '../../../../src/application/tasks/deep-pages.ts';
import { instant } from '../../../../src/domain/instant.ts';
import type { Task } from '../../../../src/domain/tasks/task.ts';
import { title } from '../../../../src/domain/tasks/title.ts';
import { Random } from '../../../../tools/support/random.ts';
import { SEED } from '../../../support/seed.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { NOW, newOwnerForEach } from '../test-owner.ts';

const TASKS = 30;
const QUERIES = 300;
/** The number of queries after each change. */
const CHANGE_EVERY = 5;

/** The contract tests for deep pages: a replica in memory has the same pages as the store. */
export function deepPagesContract(store: StoreUnderTest): void {
  describe(`a page far down a list, read from a replica in memory, on ${store.name}`, () => {
    const owner = newOwnerForEach(store);

    it(`equals the page that the store reads, for random pages with changes in between (SEED=${SEED})`, async () => {
      const random = new Random(SEED);
      const known: Task[] = [];
      // Some tasks have the same time of creation, so that their ids decide the order.
      const add = async () => known.push(await owner.add({ createdAt: instant(random.between(1, TASKS)) }));
      for (let i = 0; i < TASKS; i++) await add();
      const replicas = new TaskReplicas(owner.tasks);
      await replicas.get(owner.id);
      for (let i = 0; i < QUERIES; i++) {
        const task = random.pick(known);
        if (i % CHANGE_EVERY === 0) {
          const change = random.between(0, 3);
          if (change === 0) await add();
          else if (change === 1) await owner.update(task.id, (found) => found.delete(NOW));
          else if (change === 2) await owner.update(task.id, (found) => found.toggle(NOW));
          else await owner.update(task.id, (found) => found.edit({ title: title(`Edit ${i}`) }, NOW));
        }
        const page = { offset: random.between(0, TASKS + 10), limit: random.between(1, 10) };
        const query = i % 2 === 0 ? page : { ...page, offset: random.between(0, 3), after: task };
        const found = await new DeepPages(owner.tasks, replicas).find(owner.id, query);
        expect(found, JSON.stringify(query)).to.deep.equal(await owner.tasks.list(owner.id, query));
      }
    });
  });
}
