import { expect } from 'chai';
import { UndoChange } from '../../../src/application/changes/undo-change.ts';
import { UndoConflict } from '../../../src/domain/changes/errors.ts';
import { CONTENT_FIELDS } from '../../../src/domain/tasks/content.ts';
import type { Task, TaskEdit } from '../../../src/domain/tasks/task.ts';
import type { WriteResult } from '../../../src/ports/task-repository.ts';
import { contentOf, contentSample, fieldSteps } from '../../support/content-samples.ts';
import type { StoreUnderTest } from '../../support/service/stores.ts';
import { SOMEONE } from '../../support/someone.ts';
import { times } from '../../support/times.ts';
import { NOW, newOwnerForEach, seq } from './test-owner.ts';

/** The contract tests for the content fields of a task. Each field is tested with several sample values. */
export function contentFieldsContract(store: StoreUnderTest): void {
  describe(`the content of a task on ${store.name}`, () => {
    const owner = newOwnerForEach(store);
    const undo = async (number: number) => {
      const undone = await new UndoChange(owner.tasks, { now: () => NOW }).execute(owner.id, seq(number), SOMEONE);
      return undone as WriteResult;
    };
    const edit = (task: Task, edit: TaskEdit) => owner.update(task.id, (found) => found.edit(edit, NOW));

    it('is found, listed and logged as it was stored', async () => {
      for (const index of times(4, (i) => i)) {
        owner.renew();
        const task = await owner.add(contentSample(index));
        expect(await owner.find(task.id)).to.deep.equal(task);
        expect(await owner.list()).to.deep.equal([task]);
        expect((await owner.log())[0]?.after).to.deep.equal(task);
      }
    });

    for (const isCached of [true, false]) {
      it(`differs only in the edited field after an edit of one field of ${isCached ? 'a cached' : 'an uncached'} task`, async () => {
        for (const { field, from, to } of fieldSteps()) {
          const task = await owner.add({ ...contentSample(1), [field]: from });
          if (!isCached) owner.uncache(task);
          const edited = await edit(task, { [field]: to });
          expect(edited).to.deep.include({ ...contentOf(task), [field]: to });
          expect(await owner.find(task.id)).to.deep.equal(edited);
        }
      });
    }

    it('is stored as edited when one batch edits many tasks, and each edit is logged with its pre-image', async () => {
      const steps = fieldSteps();
      const tasks = await Promise.all(
        steps.map(({ field, from }) => owner.add({ ...contentSample(1), [field]: from })),
      );
      await Promise.all(steps.map(({ field, to }, i) => edit(tasks[i] as Task, { [field]: to })));
      const changes = new Map((await owner.log()).map((change) => [change.after.version + change.after.id, change]));
      for (const [i, { field, to }] of steps.entries()) {
        const task = tasks[i] as Task;
        expect(contentOf((await owner.find(task.id)) as Task)).to.deep.equal({ ...contentOf(task), [field]: to });
        expect(changes.get(2 + task.id)?.before).to.deep.equal(task);
      }
    });

    it('is logged as it was before and after each edit when one batch edits a task several times', async () => {
      const task = await owner.add(contentSample(0));
      await Promise.all(times(4, (i) => edit(task, contentSample(i + 1))));
      const log = await owner.log();
      for (const [i, { before }] of log.slice(1).entries()) {
        expect(contentOf(before as Task)).to.deep.equal(contentOf(log[i]?.after as Task));
      }
      expect(log.slice(1).map(({ after }) => contentOf(after as Task))).to.have.deep.members(
        times(4, (i) => contentSample(i + 1)),
      );
    });

    it('differs only in the field `completed` after the task is toggled', async () => {
      const task = await owner.add(contentSample(1));
      const { after } = await owner.toggle(task.id);
      expect(contentOf(after as Task)).to.deep.equal({ ...contentOf(task), completed: !task.completed });
    });

    it('is reverted in every field by an undo, and changed again when the undo is undone', async () => {
      for (const { field, from, to } of fieldSteps()) {
        owner.renew();
        const task = await owner.add({ ...contentSample(1), [field]: from });
        await edit(task, { [field]: to });
        expect(contentOf((await undo(2)).after as Task)).to.deep.equal(contentOf(task));
        expect(contentOf((await undo(3)).after as Task)).to.deep.equal({ ...contentOf(task), [field]: to });
      }
    });

    it('is restored in every field by the undo of a deletion', async () => {
      const task = await owner.add(contentSample(1));
      await owner.remove(task.id);
      expect(contentOf((await undo(2)).after as Task)).to.deep.equal(contentOf(task));
      expect(contentOf((await owner.find(task.id)) as Task)).to.deep.equal(contentOf(task));
    });

    it('cannot be reverted after a later change of any field: the undo throws UndoConflict', async () => {
      for (const { field, from, to } of fieldSteps()) {
        owner.renew();
        const task = await owner.add({ ...contentSample(1), [field]: from });
        await owner.update(task.id, (found) => found.edit({}, NOW));
        await edit(task, { [field]: to });
        expect(await undo(2).catch((error) => error), field).to.be.instanceOf(UndoConflict);
      }
    });

    it('can be read and listed as it was after each past change', async () => {
      const task = await owner.add(contentSample(0));
      for (const i of [1, 2, 3]) await edit(task, contentSample(i));
      await owner.remove(task.id);
      for (const i of [0, 1, 2, 3]) {
        const found = (await owner.find(task.id, seq(i + 1))) as Task;
        expect(contentOf(found)).to.deep.equal(contentSample(i));
        expect((await owner.tasks.list(owner.id, { offset: 0, limit: 9, asOf: seq(i + 1) })).tasks).to.deep.equal([
          found,
        ]);
      }
    });

    it('is replayed for a repeated idempotency key as it was after the first request, even after later edits', async () => {
      const key = { name: 'key', fingerprint: 'x' };
      const task = owner.newTask(contentSample(1));
      await owner.tasks.add(task, { ...SOMEONE, key });
      await edit(task, contentSample(2));
      expect(await owner.tasks.findReplay(owner.id, key)).to.have.deep.property('after', task);
    });

    it('has a test sample in which every field differs from its default', () => {
      for (const field of CONTENT_FIELDS) expect(contentSample(0)[field]).not.to.equal(contentSample(1)[field]);
    });
  });
}
