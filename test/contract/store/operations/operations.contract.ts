import { expect } from 'chai';
import type { Change, Seq, TaskState } from '../../../../src/domain/changes/change.ts';
import { type DeletedTask, Task } from '../../../../src/domain/tasks/task.ts';
import { title } from '../../../../src/domain/tasks/title.ts';
import { ChangeNotifier } from '../../../../src/ports/change-notifier.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { SOMEONE } from '../../../support/someone.ts';
import { times } from '../../../support/times.ts';
import { ALL, NOW, newOwnerForEach, seq } from '../test-owner.ts';
import { changeAll, create, edit, remove, toggle } from './operation-steps.ts';

/** The contract tests for operations. An operation is several changes that are written, and undone, as one. */
export function operationsContract(store: StoreUnderTest): void {
  describe(`an operation (several changes written as one) on ${store.name}`, () => {
    const owner = newOwnerForEach(store);

    it('logs its changes one after the other in the given order, all with the seq of the first as operation number', async () => {
      const [one, two] = [await owner.add(), await owner.add()];
      const created = owner.newTask();
      const { reported, ...result } = await changeAll(owner, [toggle(two.id), create(created), edit(one.id, 'B')]);
      expect(result).to.deep.include({ seq: 5, replayed: false });
      expect(reported.operation).to.equal(3);
      const after = [two.toggle(NOW), created, one.edit({ title: title('B') }, NOW)];
      const kinds = ['completed', 'created', 'updated'];
      expect(reported.results).to.deep.equal(
        after.map((state, i) => ({ ...SOMEONE, seq: 3 + i, kind: kinds[i], after: state })),
      );
      const before = [two, undefined, one];
      const entries = after.map((state, i) => [3 + i, 3, kinds[i], before[i], state]);
      const log = await owner.log();
      expect(log.slice(2).map(entryOf)).to.deep.equal(entries);
      expect(log.slice(0, 2).map(({ operation }) => operation)).to.deep.equal([1, 2]);
      for (const state of after) expect(await owner.find(state.id)).to.deep.equal(state);
      expect(await owner.list()).to.have.deep.members(after);
    });

    it('can change the same task several times, and logs each state of the task', async () => {
      const task = owner.newTask();
      const other = await owner.add();
      const steps = [create(task), toggle(other.id), edit(task.id, 'B'), remove(task.id), remove(other.id)];
      const { reported } = await changeAll(owner, steps);
      const edited = task.edit({ title: title('B') }, NOW);
      const deleted = edited.delete(NOW);
      expect(reported.results.map(({ seq, kind }) => [seq, kind])).to.deep.equal([
        [2, 'created'],
        [3, 'completed'],
        [4, 'updated'],
        [5, 'deleted'],
        [6, 'deleted'],
      ]);
      const history = (await owner.log()).filter(({ after }) => after.id === task.id);
      expect(history.map(({ before, after }) => [before, after])).to.deep.equal([
        [undefined, task],
        [task, edited],
        [edited, deleted],
      ]);
      expect(await owner.list()).to.deep.equal([]);
      expect(await owner.list({ ...ALL, asOf: seq(4) })).to.have.deep.members([edited, other.toggle(NOW)]);
      expect(await owner.list({ ...ALL, asOf: seq(2) })).to.have.deep.members([task, other]);
    });

    it('can restore deleted tasks, and delete one of them again', async () => {
      const [kept, gone] = [await owner.add(), await owner.add()];
      for (const { id } of [kept, gone]) await owner.remove(id);
      const restore = (task: Task) => (found: TaskState | undefined) => (found as DeletedTask).restore(task, NOW);
      const { reported } = await changeAll(owner, [
        { id: gone.id, change: restore(gone) },
        { id: kept.id, change: restore(kept) },
        remove(gone.id),
      ]);
      expect(reported.results.map(({ kind }) => kind)).to.deep.equal(['restored', 'restored', 'deleted']);
      expect((await owner.list()).map(({ id, version }) => [id, version])).to.deep.equal([[kept.id, 3]]);
      await owner.tasks.change(owner.id, gone.id, restore(gone), SOMEONE);
      expect((await owner.log()).slice(4).map(({ after }) => after.version)).to.deep.equal([3, 3, 4, 5]);
    });

    it('leaves no trace, not even a seq, when the 73rd of its 100 change functions throws', async () => {
      const tasks = await Promise.all(times(50, () => owner.add()));
      const key = { name: 'key', fingerprint: 'same' };
      const [list, log] = [await owner.tasks.list(owner.id, ALL), await owner.log()];
      const refused = new Error('no');
      const steps = times(100, (i) => (i % 2 === 0 ? create(owner.newTask()) : toggle((tasks[i >> 1] as Task).id)));
      const fail = () => {
        throw refused;
      };
      steps[72] = { id: (tasks[0] as Task).id, change: fail };
      const refusal = changeAll(owner, steps, key);
      // In a store that batches writes, the two additions may share a batch with the failing operation, but must succeed.
      const [error, ...written] = await Promise.all([refusal.catch((error) => error), owner.add(), owner.add()]);
      expect(error).to.equal(refused);
      expect(await owner.lastSeq()).to.equal(52);
      expect((await owner.tasks.list(owner.id, ALL)).tasks).to.have.deep.members([...list.tasks, ...written]);
      expect((await owner.log()).slice(0, 50)).to.deep.equal(log);
      expect(await owner.tasks.findReplay(owner.id, key)).to.equal(undefined);
      const next = await changeAll(owner, [toggle((tasks[0] as Task).id)], key);
      expect(next).to.deep.include({ seq: 53, replayed: false });
      expect(next.reported.results[0]?.after).to.deep.equal((tasks[0] as Task).toggle(NOW));
    });

    it('logs no entry for a change without effect, and gets no operation number if no change has an effect', async () => {
      const [one, two] = [await owner.add(), await owner.add()];
      const same = (found: TaskState | undefined) => found as Task;
      const mixed = await changeAll(owner, [
        { id: one.id, change: same },
        toggle(two.id),
        { id: two.id, change: same },
      ]);
      expect(mixed.reported.results.map(({ seq, kind }) => [seq, kind])).to.deep.equal([
        [1, 'unchanged'],
        [3, 'completed'],
        [3, 'unchanged'],
      ]);
      const idle = await changeAll(owner, [{ id: one.id, change: same }]);
      expect(idle).to.deep.include({ seq: 3, replayed: false });
      const unchanged = { seq: 1, kind: 'unchanged', after: one, author: null };
      expect(idle.reported).to.deep.equal({ results: [unchanged], operation: null });
      expect(await changeAll(owner, [])).to.deep.include({ seq: 3, replayed: false });
      expect(await owner.lastSeq()).to.equal(3);
    });

    it('passes to each change function the seq of the task’s last change before the operation', async () => {
      const [one, two] = [await owner.add(), await owner.add()];
      await owner.toggle(one.id);
      const seen: [TaskState | undefined, Seq][] = [];
      const look = (found: TaskState | undefined, seq: Seq) => {
        seen.push([found, seq]);
        if (found instanceof Task) return found.toggle(NOW);
        throw new Error('unused');
      };
      const ids = [one.id, two.id, one.id, owner.newTask().id];
      await changeAll(
        owner,
        ids.map((id) => ({ id, change: look })),
      ).catch(() => {});
      expect(seen).to.deep.equal([
        [one.toggle(NOW), 3],
        [two, 2],
        [one.toggle(NOW).toggle(NOW), 3],
        [undefined, 0],
      ]);
    });

    it('does not see or touch another owner’s tasks', async () => {
      const task = await owner.add();
      const stranger = owner.stranger();
      const seen: unknown[] = [];
      const look = (found: TaskState | undefined) => {
        seen.push(found);
        return stranger.newTask({ id: task.id });
      };
      await changeAll(stranger, [{ id: task.id, change: look }]);
      expect(seen).to.deep.equal([undefined]);
      expect(await owner.find(task.id)).to.deep.equal(task);
      expect(await owner.lastSeq()).to.equal(1);
    });

    it('can have 1,500 changes, which take several statements and turns of the event loop', async () => {
      const tasks = times(1_000, () => owner.newTask());
      await changeAll(owner, tasks.map(create));
      const ids = tasks.map(({ id }) => id);
      const { reported } = await changeAll(owner, [...ids, ...ids.slice(0, 500)].map(toggle));
      expect(reported.results.map(({ seq }) => seq)).to.deep.equal(times(1_500, (i) => 1_001 + i));
      expect((await owner.list()).filter(({ completed }) => completed)).to.have.length(500);
      const { changes } = await owner.tasks.changes(owner.id, { since: seq(0), limit: 5_000 });
      expect(changes.map(({ operation }) => operation)).to.deep.equal([
        ...Array(1_000).fill(1),
        ...Array(1_500).fill(1_001),
      ]);
    });

    it('sees the state that an earlier single write left, and a later single write sees the state that the operation left', async () => {
      const task = await owner.add();
      await owner.toggle(task.id);
      await changeAll(owner, [toggle(task.id), edit(task.id, 'B')]);
      await owner.toggle(task.id);
      const { title, completed, version } = (await owner.find(task.id)) as Task;
      expect([title, completed, version]).to.deep.equal(['B', true, 5]);
      expect((await owner.log()).map(({ operation }) => operation)).to.deep.equal([1, 2, 3, 3, 5]);
    });

    it('wakes the clients that wait for changes of its owner', async () => {
      const notifier = (await store.service()).container.get(ChangeNotifier);
      let isAwake = false;
      const { signal } = new AbortController();
      void notifier.wait(owner.id, signal).then(() => {
        isAwake = true;
      });
      await changeAll(owner, [create(owner.newTask()), create(owner.newTask())]);
      await new Promise(setImmediate);
      expect(isAwake).to.equal(true);
    });
  });
}

function entryOf({ seq, operation, kind, before, after }: Change): unknown[] {
  return [seq, operation, kind, before, after];
}
