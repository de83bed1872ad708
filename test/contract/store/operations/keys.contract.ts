import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { IdempotencyKeyReused } from '../../../../src/domain/errors.ts';
import { instant } from '../../../../src/domain/instant.ts';
import type { Task } from '../../../../src/domain/tasks/task.ts';
import type { IdempotencyKey } from '../../../../src/ports/task-repository.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { SOMEONE } from '../../../support/someone.ts';
import { times } from '../../../support/times.ts';
import { purge } from '../purge.ts';
import { newOwnerForEach } from '../test-owner.ts';
import { changeAll, create, Missing, remove, toggle } from './operation-steps.ts';

/** The contract tests for operations with an idempotency key. */
export function operationKeysContract(store: StoreUnderTest): void {
  describe(`an idempotency key of an operation (several changes written as one) on ${store.name}`, () => {
    const owner = newOwnerForEach(store);

    it('replays the stored report of the first operation after later changes, and writes nothing again', async () => {
      const [one, two] = [await owner.add(), await owner.add()];
      const key = someKey();
      const { report, seq } = await changeAll(owner, [toggle(one.id), remove(two.id)], key);
      expect(await owner.tasks.findReplay(owner.id, key)).to.deep.equal({ report, seq: 4, replayed: true });
      await owner.remove(one.id);
      const { reported: _, ...again } = await changeAll(owner, [create(owner.newTask())], key);
      expect(again).to.deep.equal({ report, seq, replayed: true });
      expect(await owner.lastSeq()).to.equal(5);
    });

    it('is stored with an operation that changes nothing, even if its owner has no changes', async () => {
      const key = someKey();
      const { report } = await changeAll(owner, [], key);
      const task = await owner.add();
      expect(await owner.tasks.findReplay(owner.id, key)).to.deep.equal({ report, seq: 0, replayed: true });
      const other = someKey();
      const same = { id: task.id, change: (found: unknown) => found as Task };
      expect((await changeAll(owner, [same], other)).seq).to.equal(1);
      expect((await changeAll(owner, [toggle(task.id)], other)).replayed).to.equal(true);
      expect(await owner.lastSeq()).to.equal(1);
    });

    it('is stored with the report (the text to replay) of the operation, whatever characters the report has', async () => {
      const report = ` {"title":"\\u0000 'é\\\\ 🦀\\n"} `.repeat(10_000);
      const key = someKey();
      const steps = [create(owner.newTask())];
      await owner.tasks.changeAll(owner.id, { ...SOMEONE, steps, key, report: () => report });
      expect(await owner.tasks.findReplay(owner.id, key)).to.deep.equal({ report, seq: 1, replayed: true });
    });

    it('throws IdempotencyKeyReused for an operation with another fingerprint, and stays free for other owners', async () => {
      const key = someKey();
      const task = await owner.add();
      await changeAll(owner, [toggle(task.id)], key);
      const other = { ...key, fingerprint: 'other' };
      const refused = await changeAll(owner, [toggle(task.id)], other).catch((error) => error);
      expect(refused).to.be.instanceOf(IdempotencyKeyReused);
      const found = await owner.tasks.findReplay(owner.id, other).catch((error) => error);
      expect(found).to.be.instanceOf(IdempotencyKeyReused);
      const stranger = owner.stranger();
      expect((await changeAll(stranger, [create(stranger.newTask())], other)).replayed).to.equal(false);
      expect(await owner.lastSeq()).to.equal(2);
    });

    it('cannot be reused for a single write, nor can the key of a single write be reused for an operation', async () => {
      const task = await owner.add();
      const [ofOperation, ofWrite] = [someKey(), someKey()];
      await changeAll(owner, [toggle(task.id)], ofOperation);
      await owner.toggle(task.id, ofWrite);
      const refused = [owner.toggle(task.id, ofOperation), changeAll(owner, [toggle(task.id)], ofWrite)];
      for (const error of await Promise.all(refused.map((write) => write.catch((error) => error)))) {
        expect(error).to.be.instanceOf(IdempotencyKeyReused);
      }
      expect(await owner.lastSeq()).to.equal(3);
    });

    it('lets only one of twenty concurrent operations with the same key run, while single writes without a key all run', async () => {
      const key = someKey();
      const tasks = await Promise.all(times(3, () => owner.add()));
      const [first] = tasks as [Task];
      // The deletion would fail in a second run, so a duplicate can only succeed by a replay of the stored report.
      const steps = [create(owner.newTask()), toggle((tasks[1] as Task).id), remove((tasks[2] as Task).id)];
      const results = await Promise.all(
        times(20, () => changeAll(owner, steps, key)).concat(times(5, () => toggleOf(first))),
      );
      expect(results.slice(0, 20).filter(({ replayed }) => !replayed)).to.have.length(1);
      expect(new Set(results.slice(0, 20).map(({ report }) => report)).size).to.equal(1);
      expect(await owner.lastSeq()).to.equal(11);

      async function toggleOf({ id }: Task): Promise<Awaited<ReturnType<typeof changeAll>>> {
        const { seq, replayed } = await owner.toggle(id);
        return { seq, replayed, report: '', reported: { results: [], operation: null } };
      }
    });

    it('is not stored with a rejected operation', async () => {
      const key = someKey();
      const refused = await changeAll(owner, [toggle(owner.newTask().id)], key).catch((error) => error);
      expect(refused).to.be.instanceOf(Missing);
      expect((await changeAll(owner, [create(owner.newTask())], key)).replayed).to.equal(false);
    });

    it('expires even if the operation changed nothing, and its owner has no changes', async () => {
      const key = someKey();
      await changeAll(owner, [], key);
      await purge(owner.tasks, { changes: 0, keys: Date.now() + 60_000 });
      expect(await owner.tasks.findReplay(owner.id, key)).to.equal(undefined);
    });

    it('is purged by the age of the operation’s last change, not of its first', async () => {
      const at = (time: number) => ({ createdAt: instant(time), updatedAt: instant(time) });
      const key = someKey();
      await changeAll(owner, [create(owner.newTask(at(50))), create(owner.newTask(at(100)))], key);
      await purge(owner.tasks, { changes: 0, keys: 100 });
      expect((await owner.tasks.findReplay(owner.id, key))?.replayed).to.equal(true);
      await purge(owner.tasks, { changes: 0, keys: 101 });
      expect(await owner.tasks.findReplay(owner.id, key)).to.equal(undefined);
    });
  });
}

function someKey(): IdempotencyKey {
  return { name: randomUUID(), fingerprint: 'same' };
}
