import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { UndoChange, type UndoneOperation } from '../../../../src/application/changes/undo-change.ts';
import { SeqGone, UndoConflict } from '../../../../src/domain/changes/errors.ts';
import { instant } from '../../../../src/domain/instant.ts';
import { PreconditionFailed } from '../../../../src/domain/tasks/precondition.ts';
import type { Task } from '../../../../src/domain/tasks/task.ts';
import { FIRST_VERSION } from '../../../../src/domain/tasks/version.ts';
import type { WriteResult } from '../../../../src/ports/task-repository.ts';
import { contentOf } from '../../../support/content-samples.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { SOMEONE } from '../../../support/someone.ts';
import { times } from '../../../support/times.ts';
import { purge } from '../purge.ts';
import { NOW, newOwnerForEach, seq } from '../test-owner.ts';
import { changeAll, create, edit, remove, toggle } from './operation-steps.ts';

/** The contract tests for undoing operations. */
export function undoOperationContract(store: StoreUnderTest): void {
  describe(`the undo of an operation (several changes written as one) on ${store.name}`, () => {
    const owner = newOwnerForEach(store);

    function undo(number: number, options = {}): Promise<WriteResult | UndoneOperation> {
      return new UndoChange(owner.tasks, { now: () => NOW }).execute(owner.id, seq(number), { ...SOMEONE, ...options });
    }

    const contents = async () => new Map((await owner.list()).map((task) => [task.id, contentOf(task)]));

    it('reverts every change as one operation, whichever of the changes is named, and can be undone as well', async () => {
      const [one, two] = [await owner.add(), await owner.add()];
      const before = await contents();
      const steps = [toggle(one.id), create(owner.newTask()), edit(one.id, 'B'), remove(two.id), edit(one.id, 'C')];
      await changeAll(owner, steps);
      const after = await contents();
      let last = 7;
      for (const [i, expected] of [before, after, before, after, before].entries()) {
        const result = await undo(last - i);
        expect(result).to.deep.equal({ operation: last + 1, last: last + 5, replayed: false });
        expect(await contents()).to.deep.equal(expected);
        last += 5;
      }
      const log = await owner.log();
      expect(log.slice(7, 12).map(({ operation, after: { id } }) => [operation, id])).to.deep.equal(
        [one.id, two.id, one.id, steps[1]?.id, one.id].map((id) => [8, id]),
      );
    });

    it('reverts nothing if a later change has changed one of the tasks, and names that change in the error', async () => {
      const tasks = await Promise.all(times(5, () => owner.add()));
      const [, second] = tasks as [Task, Task];
      await changeAll(
        owner,
        tasks.map(({ id }) => toggle(id)),
      );
      await changeAll(owner, [edit(second.id, 'B'), edit(second.id, 'C')]);
      const error = await undo(8).catch((error) => error);
      expect(error).to.be.instanceOf(UndoConflict).with.property('seq', 12);
      expect(await owner.lastSeq()).to.equal(12);
      await undo(11);
      await undo(8);
      expect((await owner.list()).map(contentOf)).to.deep.equal(tasks.map(contentOf));
    });

    it('returns the same result as the undo of a single write if the operation has one change', async () => {
      const task = await owner.add();
      await changeAll(owner, [{ id: task.id, change: (found) => found as Task }, toggle(task.id)]);
      await owner.toggle(task.id);
      await owner.toggle(task.id);
      const result = await undo(2, { precondition: { not: [FIRST_VERSION] } });
      expect(result).to.deep.include({ seq: 5, kind: 'reopened', replayed: false });
    });

    it('replays its stored report for a repeated idempotency key, even after the changes of the operation are purged', async () => {
      const key = { name: randomUUID(), fingerprint: 'same' };
      await changeAll(owner, [create(owner.newTask()), create(owner.newTask())]);
      const first = await undo(1, { key });
      expect(await undo(1, { key })).to.deep.equal({ ...first, replayed: true });
      const others = await Promise.all(times(5, () => undo(1, { key })));
      expect(others).to.deep.equal(Array(5).fill({ ...first, replayed: true }));
      await purge(owner.tasks, { changes: NOW + 9, keys: 0 });
      expect(await undo(1, { key })).to.deep.equal({ ...first, replayed: true });
      expect(await owner.lastSeq()).to.equal(4);
    });

    it('fails with PreconditionFailed under any precondition if the operation has several changes, because a version belongs to one task', async () => {
      await changeAll(owner, [create(owner.newTask()), create(owner.newTask())]);
      for (const precondition of [{ only: [FIRST_VERSION] }, { not: 'any' }]) {
        expect(await undo(1, { precondition }).catch((error) => error)).to.be.instanceOf(PreconditionFailed);
      }
      expect(await owner.lastSeq()).to.equal(2);
    });

    it('reverts all 1,100 changes of an operation, more than a page of the log, when the undo names a change in the middle', async () => {
      const tasks = times(1_100, () => owner.newTask());
      await owner.add();
      await changeAll(owner, tasks.map(create));
      await owner.add();
      expect(await undo(702)).to.deep.include({ operation: 1_103, last: 2_202 });
      expect(await owner.list()).to.have.length(2);
    });

    it('fails with SeqGone if a part of the operation is purged', async () => {
      const at = (time: number) => ({ createdAt: instant(time), updatedAt: instant(time) });
      await changeAll(
        owner,
        [100, 200, 300].map((time) => create(owner.newTask(at(time)))),
      );
      await purge(owner.tasks, { changes: 200, keys: 0 });
      for (const part of [1, 2, 3]) expect(await undo(part).catch((error) => error)).to.be.instanceOf(SeqGone);
      expect(await owner.lastSeq()).to.equal(3);
    });
  });
}
