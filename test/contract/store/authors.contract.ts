import { expect } from 'chai';
import { UndoChange, type UndoneOperation } from '../../../src/application/changes/undo-change.ts';
import type { Author } from '../../../src/domain/changes/author.ts';
import type { Task } from '../../../src/domain/tasks/task.ts';
import type { WriteResult } from '../../../src/ports/task-repository.ts';
import type { StoreUnderTest } from '../../support/service/stores.ts';
import { times } from '../../support/times.ts';
import { create, remove, toggle } from './operations/operation-steps.ts';
import { NOW, newOwnerForEach, seq } from './test-owner.ts';

const AUTHORS: readonly Author[] = [
  { kind: 'open', id: null },
  { kind: 'session', id: 'c9bf9e57-1685-4c89-bafb-ff5af830be8a' },
  { kind: 'token', id: '01a206d1-ff9a-748f-a961-0e25da91ff65' },
  { kind: 'jwt', id: null },
  { kind: 'jwt', id: '' },
  { kind: 'jwt', id: 'urn:jti:"1"\\n\u{1F980} ' },
  { kind: 'jwt', id: 'x'.repeat(8_000) },
];

const some = (number: number): Author => ({ kind: 'token', id: `token ${number}` });

/** The contract tests for the author of a change: the kind and id of the credential that made the change. */
export function authorsContract(store: StoreUnderTest): void {
  describe(`the author of a change on ${store.name}`, () => {
    const owner = newOwnerForEach(store);
    const same = (found: unknown) => found as Task;
    const authors = async () => (await owner.log()).map(({ author }) => author);

    it('is read from the log as it was stored, for each kind of change and of author', async () => {
      for (const author of AUTHORS) {
        const task = owner.newTask();
        await owner.tasks.add(task, { author });
        for (const { id, change } of [toggle(task.id), remove(task.id)])
          expect(await owner.tasks.change(owner.id, id, change, { author })).to.deep.include({ author });
        const { changes } = await owner.tasks.changes(owner.id, { since: seq(0), limit: 9, of: task.id });
        expect(changes.map((change) => change.author)).to.deep.equal([author, author, author]);
      }
      expect(await authors()).to.deep.equal(AUTHORS.flatMap((author) => [author, author, author]));
    });

    it('is never confused with another author when many write concurrently, with and without idempotency keys', async () => {
      const tasks = await Promise.all(times(5, () => owner.add()));
      for (const task of tasks) owner.uncache(task);
      const results = await Promise.all(
        times(60, (i) => {
          const context = { author: some(i), ...(i % 3 === 0 && { key: { name: `${i}`, fingerprint: 'x' } }) };
          if (i % 4 === 0) return owner.tasks.add(owner.newTask(), context);
          const { id, change } = toggle((tasks[i % 5] as Task).id);
          return owner.tasks.change(owner.id, id, change, context);
        }),
      );
      expect(results.map(({ author }) => author)).to.deep.equal(times(60, some));
      const log = await owner.log();
      for (const { seq, author } of results) expect(log[seq - 1]?.author).to.deep.equal(author);
    });

    it('is null in the result of a write that changes nothing, and this write adds no entry to the log', async () => {
      const task = owner.newTask();
      await owner.tasks.add(task, { author: some(1) });
      const key = { name: 'key', fingerprint: 'x' };
      for (const context of [{ author: some(2) }, { author: some(3), key }, { author: some(4), key }]) {
        const result = await owner.tasks.change(owner.id, task.id, same, context);
        expect(result).to.deep.include({ kind: 'unchanged', author: null });
      }
      expect(await authors()).to.deep.equal([some(1)]);
    });

    it('is, for each change of an operation, the author of the operation, and null for a step that changes nothing', async () => {
      const [one, two] = [owner.newTask(), owner.newTask()];
      const reported: (Author | null)[] = [];
      await owner.tasks.changeAll(owner.id, {
        steps: [create(one), create(two), { id: one.id, change: same }, toggle(one.id), remove(two.id)],
        author: some(1),
        report: (results) => `${reported.push(...results.map(({ author }) => author))}`,
      });
      // Only the last five results are compared, because a store that retries the operation calls `report` again.
      expect(reported.slice(-5)).to.deep.equal([some(1), some(1), null, some(1), some(1)]);
      expect(await authors()).to.deep.equal(times(4, () => some(1)));
    });

    it('is stored in each of the 1,100 changes of one operation', async () => {
      const steps = times(1_100, () => create(owner.newTask()));
      await owner.tasks.changeAll(owner.id, { steps, author: some(1), report: () => '' });
      const { changes } = await owner.tasks.changes(owner.id, { since: seq(0), limit: 2_000 });
      expect(changes.map(({ author }) => author)).to.deep.equal(times(1_100, () => some(1)));
    });

    it('is the author of the undo in the changes that the undo makes, and stays the same in the undone changes', async () => {
      const [one, two] = [owner.newTask(), owner.newTask()];
      await owner.tasks.add(one, { author: some(1) });
      expect(await undo(1, some(2))).to.deep.include({ kind: 'deleted', author: some(2) });
      const steps = [create(two), toggle(two.id)];
      await owner.tasks.changeAll(owner.id, { steps, author: some(3), report: () => '' });
      await undo(4, some(4));
      expect(await authors()).to.deep.equal([1, 2, 3, 3, 4, 4].map(some));
    });

    it('is the author of the first write in every replay, whoever repeats the idempotency key', async () => {
      const task = await owner.add();
      owner.uncache(task);
      const key = { name: 'key', fingerprint: 'same' };
      const { change } = toggle(task.id);
      const write = (i: number) => owner.tasks.change(owner.id, task.id, change, { author: some(i), key });
      const results = await Promise.all(times(20, write));
      const first = results.find(({ replayed }) => !replayed)?.author;
      expect((await owner.log())[1]?.author).to.deep.equal(first);
      for (const { author } of results) expect(author).to.deep.equal(first);
      await owner.toggle(task.id);
      expect(await write(21)).to.deep.include({ author: first, replayed: true });
      expect(await owner.tasks.findReplay(owner.id, key)).to.deep.include({ author: first });
    });

    it('is the author of the first request when the creation of a task is replayed', async () => {
      const key = { name: 'key', fingerprint: 'same' };
      for (const author of [some(1), some(2)])
        expect(await owner.tasks.add(owner.newTask(), { author, key })).to.deep.include({ author: some(1) });
      expect(await authors()).to.deep.equal([some(1)]);
    });

    function undo(number: number, author: Author): Promise<WriteResult | UndoneOperation> {
      return new UndoChange(owner.tasks, { now: () => NOW }).execute(owner.id, seq(number), { author });
    }
  });
}
