import { expect } from 'chai';
import { revert, type TaskState } from '../../../../src/domain/changes/change.ts';
import { SeqGone } from '../../../../src/domain/changes/errors.ts';
import type { TaskId } from '../../../../src/domain/identity.ts';
import { instant } from '../../../../src/domain/instant.ts';
import { type DeletedTask, Task } from '../../../../src/domain/tasks/task.ts';
import { title } from '../../../../src/domain/tasks/title.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { SOMEONE } from '../../../support/someone.ts';
import { someTask } from '../../../support/tasks.ts';
import { expectOrdered } from '../change-log.contract.ts';
import { ALL, NOW, newOwnerForEach, seq, type TestOwner } from '../test-owner.ts';

/** Positions after which pages begin. There are only five, so that queries repeat and use cached pages. */
const POSITIONS = [5, 15, 25, 35, 45].map((at) => someTask({ createdAt: instant(1_000_000 + at) }));

/** The contract tests for past states: they never change, and undoing later changes restores each of them. */
export function asOfStoreContract(store: StoreUnderTest): void {
  describe(`a past state in the repository on ${store.name}`, () => {
    const owner = newOwnerForEach(store);

    it('has the lists, pages and tasks as they were after each change', async () => {
      const ids: TaskId[] = [];
      const snapshots: (readonly Task[])[] = [[]];
      for (let i = 0; i < 60; i++) {
        await makeChange(owner, i, ids);
        snapshots.push(await owner.list());
      }
      expect(await owner.lastSeq()).to.equal(60);
      for (const [i, expected] of snapshots.entries()) {
        const asOf = seq(i);
        expect(await owner.tasks.list(owner.id, { ...ALL, asOf })).to.deep.equal({ tasks: expected, seq: i });
        const part = await owner.list({ offset: 1, limit: 3, asOf });
        expect(part).to.deep.equal(expected.slice(1, 4));
        const completed = await owner.list({ ...ALL, completed: true, asOf });
        expect(completed).to.deep.equal(expected.filter(({ completed }) => completed));
        const [second] = expected.slice(1);
        const rest = second && (await owner.list({ ...ALL, after: second, asOf }));
        expect(rest ?? []).to.deep.equal(expected.slice(2));
        const id = ids[i % ids.length] as TaskId;
        expect(await owner.find(id, asOf)).to.deep.equal(expected.find((task) => task.id === id));
      }
    });

    it('equals the list that was current at its seq, even if the cache has revalidated the list many times', async () => {
      const ids: TaskId[] = [];
      for (let i = 0; i < 150; i++) {
        await makeChange(owner, i, ids);
        const after = someTask({ createdAt: instant(1_000_000 + (i % 60)) });
        const filters = [{}, { completed: true }, { completed: false }];
        const pages = [0, 1, 4].flatMap((offset) => [1, 3, 8, 50].map((limit) => ({ offset, limit })));
        const behind = pages
          .slice(0, 6)
          .map((page) => ({ ...page, after: i % 3 === 0 ? after : (POSITIONS[i % 5] as Task) }));
        const queries = [...pages, ...behind].flatMap((page) => filters.map((filter) => ({ ...page, ...filter })));
        // Each query runs after some changes only, so that its cached list is one or several changes old.
        for (const query of queries.filter((_, n) => (n * 7 + i) % (1 + (n % 11)) === 0)) {
          const { tasks, seq } = await owner.tasks.list(owner.id, query);
          expect(tasks, JSON.stringify(query)).to.deep.equal(await owner.list({ ...query, asOf: seq }));
          expect(seq).to.equal(i + 1);
        }
      }
    });

    it('cannot be read at a seq beyond the last change: the repository rejects with SeqGone', async () => {
      const task = await owner.add();
      for (const read of [
        () => owner.list({ ...ALL, asOf: seq(2) }),
        () => owner.find(task.id, seq(2)),
        () => owner.tasks.changes(owner.id, { since: seq(2), limit: 1 }),
      ]) {
        expect(await read().catch((error) => error)).to.be.instanceOf(SeqGone);
      }
    });

    it('is restored when all later changes are undone, from the last to the first', async () => {
      const ids: TaskId[] = [];
      const snapshots: unknown[] = [[]];
      for (let i = 0; i < 40; i++) {
        await makeChange(owner, i, ids);
        snapshots.push(await contents(owner));
      }
      for (const change of (await owner.log()).toReversed()) {
        expect(await contents(owner)).to.deep.equal(snapshots[change.seq]);
        await owner.tasks.change(
          owner.id,
          change.after.id,
          (found) => {
            return revert(change, found as TaskState, NOW) as TaskState;
          },
          SOMEONE,
        );
      }
      expect(await contents(owner)).to.deep.equal([]);
      expectOrdered(await owner.log());
    });
  });
}

/** Returns the task list without versions and update times. */
async function contents(owner: TestOwner): Promise<unknown> {
  const list = await owner.list();
  return list.map(({ id, title, description, completed, createdAt }) => [id, title, description, completed, createdAt]);
}

/** Makes a change whose kind and task depend on `i`. If the change creates a task, adds its id to `ids`. */
async function makeChange(owner: TestOwner, i: number, ids: TaskId[]): Promise<void> {
  const id = ids[(i * 7) % Math.max(1, ids.length)];
  if (id === undefined || i % 5 === 0) {
    const task = await owner.add({ createdAt: instant(1_000_000 + ((i * 37) % 50)) });
    ids.push(task.id);
    return;
  }
  await owner.tasks.change(
    owner.id,
    id,
    (found) => {
      if (!(found instanceof Task)) {
        const restored = owner.newTask({ id, title: title(`${i}`), createdAt: instant(1_000_000 + i) });
        return (found as DeletedTask).restore(restored, NOW);
      }
      if (i % 4 === 0) return found.delete(NOW);
      return i % 3 === 0 ? found.toggle(NOW) : found.edit({ title: title(`${i}`) }, NOW);
    },
    SOMEONE,
  );
}
