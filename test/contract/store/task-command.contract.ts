import { expect } from 'chai';
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';
import { requireTask } from '../../../src/application/tasks/write-options.ts';
import { changedAt, kindOf, type TaskState } from '../../../src/domain/changes/change.ts';
import { TaskNotFound } from '../../../src/domain/errors.ts';
import { instant, strictlyAfter } from '../../../src/domain/instant.ts';
import { description } from '../../../src/domain/tasks/description.ts';
import { listName } from '../../../src/domain/tasks/list-name.ts';
import { tag, tags } from '../../../src/domain/tasks/tags.ts';
import { Task, type TaskCommand, type TaskEdit } from '../../../src/domain/tasks/task.ts';
import { title } from '../../../src/domain/tasks/title.ts';
import type { IdempotencyKey, WriteResult } from '../../../src/ports/task-repository.ts';
import { fieldSteps } from '../../support/content-samples.ts';
import type { StoreUnderTest } from '../../support/service/stores.ts';
import { SOMEONE } from '../../support/someone.ts';
import { someTask, someUser } from '../../support/tasks.ts';
import { times } from '../../support/times.ts';
import { newOwnerForEach, seq } from './test-owner.ts';

/** The contract tests for changing tasks, whether the store has cached the task or must read it. */
export function taskCommandContract(store: StoreUnderTest): void {
  describe(`a change of a task on ${store.name}`, () => {
    const owner = newOwnerForEach(store);

    const before = [
      someTask(),
      someTask({ description: description('2 l'), completed: true }),
      someTask({ updatedAt: instant(253_402_300_799_000) }),
    ];
    const edits: TaskEdit[] = [
      {},
      { title: title('Buy oat milk') },
      { description: null },
      { description: description('') },
      { completed: true },
      { title: title('Buy tea'), description: description('green'), completed: false },
      { addTags: tags([tag('shop')]), removeTags: tags([tag('home')]), list: listName('Errands') },
    ];
    const ofTask = before.flatMap((task) =>
      [...edits, 'toggle' as const, 'delete' as const].map((command) => ({ task, command })),
    );
    const ofField = fieldSteps().map(({ field, from, to }) => ({
      task: someTask({ [field]: from }),
      command: { [field]: to },
    }));
    const cases = [...ofTask, ...ofField];

    for (const [which, how] of [
      ['a cached task', { isCached: true, isData: true }],
      ['an uncached task', { isCached: false, isData: true }],
      ['an uncached task, by a function alone,', { isCached: false, isData: false }],
    ] as const) {
      it(`gives ${which} the state that the domain functions compute, for each kind of change`, async () => {
        for (const one of cases) await expectApplied([one], how);
      });

      it(`gives ${which} the state that the domain functions compute, during concurrent changes of other tasks`, async () => {
        await expectApplied(cases, how);
      });
    }

    it('is not lost among fifty concurrent changes of the same uncached task', async () => {
      const task = await owner.add();
      owner.uncache(task);
      const results = await Promise.all(times(50, () => write(task, 'toggle')));
      const versions = results.map(({ after }) => after.version).toSorted((a, b) => a - b);
      expect(versions).to.deep.equal(times(50, (i) => i + 2));
      expect(await owner.find(task.id)).to.include({ completed: false, version: 51 });
    });

    it('succeeds, with or without an idempotency key, while other requests add tasks', async () => {
      const some = times(30, () => someTask());
      await Promise.all(some.map((task) => owner.tasks.add(task, SOMEONE)));
      for (const task of some) owner.uncache(task);
      const key = { name: 'key', fingerprint: 'x' };
      const results = await Promise.all(
        some.flatMap((task, i) => [
          write(task, i % 3 === 0 ? 'delete' : 'toggle', i % 5 === 0 ? key : undefined),
          owner.tasks.add(someTask({ userId: task.userId }), SOMEONE),
        ]),
      );
      for (const [i, { userId, id }] of some.entries()) {
        expect(results[2 * i]).to.include({ kind: i % 3 === 0 ? 'deleted' : 'completed', replayed: false });
        const found = await owner.tasks.find(userId, id);
        expect(found?.completed).to.equal(i % 3 === 0 ? undefined : true);
      }
    });

    it('rejects with TaskNotFound for a missing task, alone or in a batch with other changes', async () => {
      const there = await owner.add();
      const stranger = owner.stranger();
      const gone = await stranger.add();
      await stranger.remove(gone.id);
      const missing = [someTask(), gone, someTask({ id: there.id })];
      for (const task of [there, ...missing]) owner.uncache(task);
      const [toggled, ...rejected] = await Promise.allSettled([there, ...missing].map((task) => write(task, 'toggle')));
      expect(toggled).to.have.property('status', 'fulfilled');
      for (const one of rejected) expect(one).to.have.property('reason').that.is.instanceOf(TaskNotFound);
      for (const task of missing) {
        expect(await write(task, 'delete').catch((error) => error)).to.be.instanceOf(TaskNotFound);
      }
    });

    /** Runs commands concurrently, each on a task of a new owner, and expects the results of the domain functions. */
    async function expectApplied(
      cases: { task: Task; command: TaskCommand }[],
      { isCached, isData }: { isCached: boolean; isData: boolean },
    ): Promise<void> {
      const some = cases.map(({ task, command }) => ({
        task: someTask({ ...task, id: someTask().id, userId: someUser() }),
        command,
      }));
      await Promise.all(some.map(({ task }) => owner.tasks.add(task, SOMEONE)));
      if (!isCached) for (const { task } of some) owner.uncache(task);
      const earliest = instant(Date.now());
      const results = await Promise.all(some.map(({ task, command }) => write(task, command, undefined, isData)));
      for (const [i, { task, command }] of some.entries()) {
        const { after, kind, seq: number } = results[i] as WriteResult;
        const at = changedAt(after);
        expect(at).to.equal(strictlyAfter(task.updatedAt, at)).and.at.least(earliest);
        expect(after).to.deep.equal(task.apply(command, at < 2e12 ? at : instant(0)));
        expect([kind, number]).to.deep.equal([kindOf(task, after), 2]);
        const found = await owner.tasks.find(task.userId, task.id);
        expect(found).to.deep.equal(after instanceof Task ? after : undefined);
        const { changes } = await owner.tasks.changes(task.userId, { since: seq(1), limit: 9 });
        expect(changes).to.deep.equal([{ ...SOMEONE, seq: number, operation: number, kind, before: task, after }]);
      }
    }

    /** @param isData whether the store also gets the command as data */
    function write(
      { userId, id }: Task,
      command: TaskCommand,
      key?: IdempotencyKey,
      isData = true,
    ): Promise<WriteResult> {
      const now = new SystemClock().now();
      const change = (found: TaskState | undefined) => requireTask(found, {}).apply(command, now);
      return owner.tasks.change(userId, id, change, { ...SOMEONE, key }, isData ? command : undefined);
    }
  });
}
