import { expect } from 'chai';
import { FindTasks } from '../../../src/application/filter/find-tasks.ts';
import { TaskReplicas } from '../../../src/application/filter/task-replicas.ts';
import { DeepPages } from '../../../src/application/tasks/deep-pages.ts';
import type { Change, Seq } from '../../../src/domain/changes/change.ts';
import type { UserId } from '../../../src/domain/identity.ts';
import { instant } from '../../../src/domain/instant.ts';
import type { Task } from '../../../src/domain/tasks/task.ts';
import type { TaskRepository } from '../../../src/ports/task-repository.ts';
import { SOMEONE } from '../../support/someone.ts';
import { someTask } from '../../support/tasks.ts';

const CLOCK = { now: () => instant(0) };
/** More microtasks than a request takes from its last read of the log to its page. */
const MICROTASKS = 40;

const USE_CASES = {
  FindTasks(store: TaskRepository, owner: UserId) {
    const find = new FindTasks(store, new TaskReplicas(store), CLOCK);
    return () => find.execute(owner, { filter: undefined, sort: [], zone: 'UTC', offset: 0, limit: 100 });
  },
  DeepPages(store: TaskRepository, owner: UserId) {
    const replicas = new TaskReplicas(store);
    return async () => {
      if (!replicas.has(owner)) await replicas.get(owner);
      return new DeepPages(store, replicas).find(owner, { offset: 0, limit: 100 });
    };
  },
};

describe('a page from a replica', () => {
  for (const [name, useCase] of Object.entries(USE_CASES)) {
    it(`that ${name} returns reflects exactly the changes up to the seq of the page, even if another request reads a newer change meanwhile`, async () => {
      for (let delay = 0; delay < MICROTASKS; delay++) {
        const task = someTask();
        const store = storeWithCreation(task, delay);
        const find = useCase(store, task.userId);
        await find();
        const page = find();
        store.isCreated = true;
        await find();
        const { tasks, seq } = (await page) ?? {};
        expect(tasks, `${delay} microtasks`).to.deep.equal(seq === 1 ? [task] : []);
      }
    });
  }
});

/**
 * Returns a store whose log has the creation of `task` once `isCreated` is set. A read of this log then takes `delay`
 * microtasks.
 */
function storeWithCreation(task: Task, delay: number): TaskRepository & { isCreated: boolean } {
  const creation = { ...SOMEONE, seq: 1, operation: 1, kind: 'created', before: undefined, after: task };
  const store = {
    isCreated: false,
    list: async () => ({ tasks: [], seq: 0 as Seq }),
    async changes() {
      if (!store.isCreated) return { changes: [], last: 0 as Seq };
      for (let i = 0; i < delay; i++) await undefined;
      return { changes: [creation as Change], last: 1 as Seq };
    },
  };
  return store as unknown as TaskRepository & { isCreated: boolean };
}
