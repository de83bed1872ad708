import { expect } from 'chai';
import type { Change, Seq, TaskState } from '../../../src/domain/changes/change.ts';
import type { TaskId } from '../../../src/domain/identity.ts';
import { type DeletedTask, Task } from '../../../src/domain/tasks/task.ts';
import { title } from '../../../src/domain/tasks/title.ts';
import type { StoreUnderTest } from '../../support/service/stores.ts';
import { SOMEONE } from '../../support/someone.ts';
import { times } from '../../support/times.ts';
import { ALL, NOW, newOwnerForEach, seq } from './test-owner.ts';

/** The contract tests for the change log: one entry for each write, in order, without gaps. */
export function changeLogContract(store: StoreUnderTest): void {
  describe(`the change log on ${store.name}`, () => {
    const owner = newOwnerForEach(store);

    it('is empty for an unknown owner', async () => {
      expect(await owner.lastSeq()).to.equal(0);
      const page = await owner.tasks.changes(owner.id, { since: seq(0), limit: 10 });
      expect(page).to.deep.equal({ changes: [], last: 0 });
      expect(await owner.tasks.list(owner.id, ALL)).to.deep.equal({ tasks: [], seq: 0 });
    });

    it('has every change in order, with the states of the task before and after the change', async () => {
      const created = owner.newTask();
      const edited = created.edit({ title: title('Other'), description: null }, NOW);
      const completed = edited.toggle(NOW);
      const reopened = completed.toggle(NOW);
      const deleted = reopened.delete(NOW);
      const restored = deleted.restore(reopened, NOW);
      await owner.tasks.add(created, SOMEONE);
      const steps = [edited, completed, reopened, deleted, restored];
      for (const state of steps) await owner.tasks.change(owner.id, created.id, () => state, SOMEONE);
      expect((await owner.log()).map(({ kind, before, after }) => [kind, before, after])).to.deep.equal([
        ['created', undefined, created],
        ['updated', created, edited],
        ['completed', edited, completed],
        ['reopened', completed, reopened],
        ['deleted', reopened, deleted],
        ['restored', undefined, restored],
      ]);
      expect((await owner.log()).map(({ seq }) => seq)).to.deep.equal([1, 2, 3, 4, 5, 6]);
      expect(restored.version).to.equal(6);
    });

    it('can be read from any seq with any limit, for all tasks or for one task', async () => {
      const [one, other] = [await owner.add(), await owner.add()];
      for (let i = 0; i < 3; i++) for (const { id } of [one, other]) await owner.toggle(id);
      const all = await owner.log();
      const page = await owner.tasks.changes(owner.id, { since: seq(2), limit: 3 });
      expect(page).to.deep.equal({ changes: all.slice(2, 5), last: 8 });
      const end = await owner.tasks.changes(owner.id, { since: seq(8), limit: 3 });
      expect(end).to.deep.equal({ changes: [], last: 8 });
      const ofOne = all.filter(({ after }) => after.id === one.id);
      const whole = await owner.tasks.changes(owner.id, { since: seq(0), limit: 9, of: one.id });
      expect(whole.changes).to.deep.equal(ofOne);
      const part = await owner.tasks.changes(owner.id, { since: seq(1), limit: 2, of: one.id });
      expect(part.changes).to.deep.equal(ofOne.slice(1, 3));
    });

    it('is read in one snapshot with its last seq while other clients write, and so is each task list with its seq', async () => {
      let isWriting = true;
      const writers = times(8, async () => {
        for (; isWriting; await new Promise(setImmediate)) await owner.add();
      });
      const mixed: unknown[] = [];
      for (let since = seq(0); since < 1_500; ) {
        const { changes, last } = await owner.tasks.changes(owner.id, { since, limit: 10_000 });
        if (last !== since + changes.length) mixed.push({ since, changes: changes.length, last });
        since = last;
        // Each change in this test adds one task, so a list must have `seq` tasks, minus the skipped `offset`.
        for (const offset of [0, 1, 1001]) {
          const list = await owner.tasks.list(owner.id, { offset, limit: 10_000 });
          if (list.tasks.length !== Math.max(0, list.seq - offset))
            mixed.push({ offset, list: list.tasks.length, seq: list.seq });
        }
        await new Promise(setImmediate);
      }
      isWriting = false;
      await Promise.all(writers);
      expect(mixed).to.deep.equal([]);
    });

    it('cannot be read by another owner', async () => {
      const { id } = await owner.add();
      const stranger = owner.stranger();
      expect(await stranger.lastSeq()).to.equal(0);
      const page = await stranger.tasks.changes(stranger.id, { since: seq(0), limit: 9, of: id });
      expect(page.changes).to.deep.equal([]);
    });

    it('assigns a seq and a kind to every write', async () => {
      const task = owner.newTask();
      const first = await owner.tasks.add(task, SOMEONE);
      expect(first).to.deep.equal({ ...SOMEONE, seq: 1, kind: 'created', after: task, replayed: false });
      const second = await owner.toggle(task.id);
      expect(second).to.deep.equal({ ...SOMEONE, seq: 2, kind: 'completed', after: task.toggle(NOW), replayed: false });
      expect(await owner.lastSeq()).to.equal(2);
      expect((await owner.tasks.list(owner.id, ALL)).seq).to.equal(2);
    });

    it('has no entry for a rejected write or a write without effect', async () => {
      const task = await owner.add();
      const fail = () => {
        throw new Error('no');
      };
      await owner.tasks.change(owner.id, task.id, fail, SOMEONE).catch(() => {});
      const result = await owner.tasks.change(owner.id, task.id, (found) => found as Task, SOMEONE);
      expect(result).to.deep.equal({ seq: 1, kind: 'unchanged', after: task, author: null, replayed: false });
      expect(await owner.lastSeq()).to.equal(1);
    });

    it('passes the seq of a task’s last change to the function that computes the task’s next state', async () => {
      const task = await owner.add();
      await owner.add();
      await owner.toggle(task.id);
      const seqs: Seq[] = [];
      await owner.tasks.change(
        owner.id,
        task.id,
        (found, seq) => {
          seqs.push(seq);
          return (found as Task).delete(NOW);
        },
        SOMEONE,
      );
      await owner.tasks.change(
        owner.id,
        task.id,
        (found, seq) => {
          seqs.push(seq);
          return (found as DeletedTask).restore(task, NOW);
        },
        SOMEONE,
      );
      expect(seqs).to.deep.equal([3, 4]);
    });

    it('has one entry for each of two hundred concurrent writes', async () => {
      const many = await Promise.all(times(5, () => owner.add()));
      const writes = times(200, (i) =>
        i % 4 === 0 ? owner.tasks.add(owner.newTask(), SOMEONE) : owner.toggle((many[i % 5] as Task).id),
      );
      const results = await Promise.all(writes);
      const seqs = results.map(({ seq }) => seq).toSorted((a, b) => a - b);
      expect(seqs).to.deep.equal(times(200, (i) => 6 + i));
      const changes = await owner.log();
      for (const { seq, kind, after } of results) expect(changes[seq - 1]).to.deep.include({ seq, kind, after });
      expectOrdered(changes);
    });

    it('numbers the concurrent writes of each owner separately', async () => {
      const owners = times(20, () => owner.stranger());
      await Promise.all(owners.flatMap((owner) => times(10, () => owner.add())));
      for (const owner of owners) expect(await owner.lastSeq()).to.equal(10);
    });

    it('has an entry for each of many concurrent additions, except an addition under an id already in use', async () => {
      const taken = await owner.add();
      const others = times(10, () => owner.newTask());
      const all = [...others.slice(0, 5), owner.newTask({ ...taken, title: title('Other') }), ...others.slice(5)];
      const results = await Promise.allSettled(all.map((task) => owner.tasks.add(task, SOMEONE)));
      const expected = all.map(({ id }) => (id === taken.id ? 'rejected' : 'fulfilled'));
      expect(results.map(({ status }) => status)).to.deep.equal(expected);
      expect(await owner.find(taken.id)).to.deep.equal(taken);
      expect(await owner.lastSeq()).to.equal(11);
      expectOrdered(await owner.log());
    });

    it('has a task’s creation, toggle, deletion and restoration in the order sent, although none waits for the one before', async () => {
      const task = owner.newTask();
      const results = await Promise.all([
        owner.tasks.add(task, SOMEONE),
        owner.toggle(task.id),
        owner.tasks.change(owner.id, task.id, (found) => (found as Task).delete(NOW), SOMEONE),
        owner.tasks.change(owner.id, task.id, (found) => (found as DeletedTask).restore(task, NOW), SOMEONE),
      ]);
      expect(results.map(({ kind }) => kind)).to.deep.equal(['created', 'completed', 'deleted', 'restored']);
      expectOrdered(await owner.log());
      for (const [i, { after }] of results.entries()) {
        const list = await owner.list({ ...ALL, asOf: seq(i + 1) });
        expect(list).to.deep.equal(after instanceof Task ? [after] : []);
      }
    });

    it('has an entry for only one of thirty concurrent changes that require the same version', async () => {
      const task = await owner.add();
      const toggleFirstVersion = (found: TaskState | undefined) => {
        if (found instanceof Task && found.version === 1) return found.toggle(NOW);
        throw new Error('another version');
      };
      const changes = times(30, () => owner.tasks.change(owner.id, task.id, toggleFirstVersion, SOMEONE));
      const results = await Promise.allSettled(changes);
      expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      expect(await owner.lastSeq()).to.equal(2);
    });
  });
}

/** Expects seqs and task versions without gaps. Expects `before` of each change to be the task's previous state. */
export function expectOrdered(changes: readonly Change[]): void {
  const states = new Map<TaskId, TaskState>();
  for (const [i, { seq, before, after }] of changes.entries()) {
    expect(seq).to.equal(i + 1);
    const previous = states.get(after.id);
    expect(after.version).to.equal((previous?.version ?? 0) + 1);
    expect(before).to.deep.equal(previous instanceof Task ? previous : undefined);
    states.set(after.id, after);
  }
}
