import { expect } from 'chai';
import { taskId } from '../../../../src/domain/identity.ts';
import { instant } from '../../../../src/domain/instant.ts';
import type { Task } from '../../../../src/domain/tasks/task.ts';
import type { TaskQuery } from '../../../../src/ports/task-repository.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { SOMEONE } from '../../../support/someone.ts';
import { times } from '../../../support/times.ts';
import { ALL, NOW, newOwnerForEach, type TestOwner } from '../test-owner.ts';

/** The contract tests for the current task list: order, filter and pages. */
export function listStoreContract(store: StoreUnderTest): void {
  describe(`the task list in the repository on ${store.name}`, () => {
    const owner = newOwnerForEach(store);

    it('has the newest task first, and orders tasks with the same creation time by id', async () => {
      const newestFirst = await addMany(owner, 25);
      expect(await owner.list()).to.deep.equal(newestFirst);
    });

    it('begins at the given offset, and has at most the given number of tasks', async () => {
      const newestFirst = await addMany(owner, 25);
      expect(await owner.list({ offset: 20, limit: 3 })).to.deep.equal(newestFirst.slice(20, 23));
      expect(await owner.list({ offset: 24, limit: 3 })).to.deep.equal(newestFirst.slice(24));
      expect(await owner.list({ offset: 2 ** 31 - 1, limit: 3 })).to.deep.equal([]);
    });

    for (const completed of [true, false]) {
      it(`is filtered by completed = ${completed}`, async () => {
        const expected = (await addMany(owner, 25)).filter((task) => task.completed === completed);
        expect(await owner.list({ ...ALL, completed })).to.deep.equal(expected);
        expect(await owner.list({ offset: 2, limit: 4, completed })).to.deep.equal(expected.slice(2, 6));
      });
    }

    for (const filter of [{}, { completed: true }]) {
      it(`has each task once when read page by page with the filter ${JSON.stringify(filter)}`, async () => {
        await addMany(owner, 25);
        const expected = await owner.list({ ...ALL, ...filter });
        expect(await readPages(owner, { ...filter, offset: 0, limit: 4 })).to.deep.equal(expected);
      });
    }

    it('has each remaining task once when read page by page while other tasks are added and removed', async () => {
      const before = await addMany(owner, 20);
      const removed = new Set<Task>();
      const seen = await readPages(owner, { offset: 0, limit: 3 }, async (page) => {
        const last = page.at(-1) as Task;
        await owner.add({ createdAt: instant(last.createdAt + 1) });
        await owner.add({ createdAt: NOW });
        await owner.remove(last.id);
        removed.add(last);
      });
      const lasting = before.filter((task) => !removed.has(task)).map((task) => task.id);
      expect(seen.map((task) => task.id).filter((id) => lasting.includes(id))).to.deep.equal(lasting);
      expect(new Set(seen.map((task) => task.id)).size).to.equal(seen.length);
    });

    it('continues after the position of a given task even if this task is deleted', async () => {
      const [newest, middle, oldest] = (await addMany(owner, 3)) as [Task, Task, Task];
      await owner.remove(middle.id);
      expect(await owner.list({ ...ALL, after: newest })).to.deep.equal([oldest]);
      expect(await owner.list({ ...ALL, after: middle })).to.deep.equal([oldest]);
      expect(await owner.list({ ...ALL, after: oldest })).to.deep.equal([]);
    });

    it('keeps its order when a task is updated, and has the new state of that task', async () => {
      const [newest, middle, oldest] = (await addMany(owner, 3)) as [Task, Task, Task];
      const changed = await owner.update(middle.id, (task) => task.toggle(NOW));
      expect(await owner.list()).to.deep.equal([newest, changed, oldest]);
    });
  });
}

/** Adds tasks in mixed order, two tasks with each created_at, and returns the tasks newest first. */
async function addMany(owner: TestOwner, count: number): Promise<Task[]> {
  const newestFirst = times(count, (i) => {
    const id = taskId(`00000000-0000-4000-8000-${String(count - i).padStart(12, '0')}`);
    const createdAt = instant(1_750_000_000_000 - 10 * Math.floor(i / 2));
    return owner.newTask({ id, createdAt, completed: i % 3 === 0 });
  });
  for (const i of newestFirst.keys()) await owner.tasks.add(newestFirst[(i * 7) % count] as Task, SOMEONE);
  return newestFirst;
}

/** Reads a list page by page. Each page begins after the last task of the previous page. */
async function readPages(
  owner: TestOwner,
  query: TaskQuery,
  betweenPages: (page: readonly Task[]) => Promise<void> = async () => {},
): Promise<Task[]> {
  const seen: Task[] = [];
  for (;;) {
    const after = seen.at(-1);
    const page = await owner.list(after === undefined ? query : { ...query, after });
    seen.push(...page);
    if (page.length < query.limit) return seen;
    await betweenPages(page);
  }
}
