import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { IdempotencyKeyReused } from '../../../src/domain/errors.ts';
import type { Task } from '../../../src/domain/tasks/task.ts';
import type { IdempotencyKey } from '../../../src/ports/task-repository.ts';
import type { StoreUnderTest } from '../../support/service/stores.ts';
import { SOMEONE } from '../../support/someone.ts';
import { times } from '../../support/times.ts';
import { NOW, newOwnerForEach } from './test-owner.ts';

/** The contract tests for writes with an idempotency key. */
export function idempotencyKeyContract(store: StoreUnderTest): void {
  describe(`an idempotency key in the repository on ${store.name}`, () => {
    const owner = newOwnerForEach(store);

    it('replays the result of the first write, and writes nothing again', async () => {
      const task = owner.newTask();
      const key = someKey();
      const first = await owner.tasks.add(task, { ...SOMEONE, key });
      await owner.toggle(task.id);
      expect(await owner.tasks.add(owner.newTask(), { ...SOMEONE, key })).to.deep.equal({ ...first, replayed: true });
      expect(await owner.lastSeq()).to.equal(2);
    });

    it('replays the result of every kind of change, even after later changes of the task', async () => {
      const task = await owner.add();
      const states = [task.toggle(NOW), task.toggle(NOW).delete(NOW), task.toggle(NOW).delete(NOW).restore(task, NOW)];
      const recorded: [IdempotencyKey, unknown][] = [];
      for (const state of states) {
        const key = someKey();
        recorded.push([key, await owner.tasks.change(owner.id, task.id, () => state, { ...SOMEONE, key })]);
      }
      const noOp = someKey();
      recorded.push([
        noOp,
        await owner.tasks.change(owner.id, task.id, (found) => found as Task, { ...SOMEONE, key: noOp }),
      ]);
      await owner.remove(task.id);
      for (const [key, result] of recorded) {
        expect(await owner.toggle(task.id, key)).to.deep.equal({ ...(result as object), replayed: true });
      }
      expect(await owner.lastSeq()).to.equal(5);
    });

    it('throws IdempotencyKeyReused for a request with another fingerprint, and stays free for other owners', async () => {
      const key = someKey();
      const { id } = await owner.add();
      await owner.toggle(id, key);
      const other = { ...key, fingerprint: 'other' };
      expect(await owner.toggle(id, other).catch((error) => error)).to.be.instanceOf(IdempotencyKeyReused);
      const stranger = owner.stranger();
      expect((await stranger.tasks.add(stranger.newTask(), { ...SOMEONE, key: other })).replayed).to.equal(false);
      expect(await owner.lastSeq()).to.equal(2);
    });

    it('is not recorded with a rejected write', async () => {
      const key = someKey();
      const { id } = await owner.add();
      const fail = () => {
        throw new Error('no');
      };
      await owner.tasks.change(owner.id, id, fail, { ...SOMEONE, key }).catch(() => {});
      expect((await owner.toggle(id, key)).replayed).to.equal(false);
    });

    it('lets only one of twenty concurrent writes with the same key run, while writes without a key all run', async () => {
      const key = someKey();
      const { id } = await owner.add();
      const results = await Promise.all([
        ...times(20, () => owner.toggle(id, key)),
        ...times(5, () => owner.toggle(id)),
      ]);
      expect(results.filter(({ replayed }) => replayed)).to.have.length(19);
      expect(new Set(results.slice(0, 20).map(({ seq }) => seq)).size).to.equal(1);
      expect(await owner.lastSeq()).to.equal(7);
    });
  });
}

function someKey(): IdempotencyKey {
  return { name: randomUUID(), fingerprint: 'same' };
}
