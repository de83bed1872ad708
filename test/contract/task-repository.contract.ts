import { expect } from 'chai';
import type { Container } from 'inversify';
import { TaskCache } from '../../src/adapters/postgres/tasks/task-cache.ts';
import { SystemClock } from '../../src/adapters/system/system-clock.ts';
import { requireTask } from '../../src/application/tasks/write-options.ts';
import { changedAt, kindOf, type Seq, type TaskState } from '../../src/domain/changes/change.ts';
import { TaskNotFound } from '../../src/domain/errors.ts';
import { type TaskId, taskId, type UserId, userId } from '../../src/domain/identity.ts';
import { type Instant, instant, strictlyAfter } from '../../src/domain/instant.ts';
import { description } from '../../src/domain/tasks/description.ts';
import { Task, type TaskEdit } from '../../src/domain/tasks/task.ts';
import { title } from '../../src/domain/tasks/title.ts';
import {
  type IdempotencyKey,
  type TaskQuery,
  TaskRepository,
  type WriteResult,
} from '../../src/ports/task-repository.ts';
import type { StoreUnderTest } from '../support/service/stores.ts';
import { apply, someTask, someUser, type TaskCommand } from '../support/tasks.ts';

const NOW = instant(1_760_000_000_000);
const PAGE = { offset: 0, limit: 100 };

/** What every TaskRepository must keep, whatever it keeps tasks in. */
export function taskRepositoryContract(store: StoreUnderTest): void {
  describe(`the task repository on ${store.name}`, () => {
    let container: Container;
    let tasks: TaskRepository;

    before(async function () {
      if (store.missing) this.skip();
      container = (await store.service()).container;
      tasks = container.get(TaskRepository);
    });

    describe('keeps a task', () => {
      const different = [
        someTask(),
        someTask({ title: title(' 🦀'.repeat(127)), description: description(''), completed: true }),
        someTask({ title: title(`'"\\; drop table tasks; -- $1 ? :x`), description: description('NULL\r\n\t{}') }),
        someTask({ title: title('é'), description: description('é'.repeat(2000)) }),
        someTask({ createdAt: instant(1), updatedAt: instant(253_402_300_799_999) }),
      ];
      for (const [i, task] of different.entries()) {
        it(`with every field as it went in, case ${i + 1}`, async () => {
          await tasks.add(task);
          expect(await tasks.find(task.userId, task.id)).to.deep.equal(task);
          expect(await listed(task.userId, PAGE)).to.deep.equal([task]);
        });
      }

      it('under an id that another owner uses too', async () => {
        const mine = someTask();
        const theirs = someTask({ id: mine.id, title: title('Theirs') });
        await tasks.add(mine);
        await tasks.add(theirs);
        expect(await tasks.find(mine.userId, mine.id)).to.deep.equal(mine);
        expect(await tasks.find(theirs.userId, theirs.id)).to.deep.equal(theirs);
      });

      it('and refuses another under the same id, and the first stays', async () => {
        const task = await added(someTask());
        const error = await tasks.add(someTask({ ...task, title: title('Other') })).catch((error) => error);
        expect(error).to.be.instanceOf(Error);
        expect(await tasks.find(task.userId, task.id)).to.deep.equal(task);
      });
    });

    describe('finds nothing', () => {
      it('where there is nothing', async () => {
        expect(await tasks.find(someUser(), someTask().id)).to.equal(undefined);
        expect(await listed(someUser(), PAGE)).to.deep.equal([]);
      });

      it("of someone else's", async () => {
        const task = await added(someTask());
        const stranger = someUser();
        expect(await tasks.find(stranger, task.id)).to.equal(undefined);
        expect(await listed(stranger, PAGE)).to.deep.equal([]);
        expect(await update(stranger, task.id, (task) => task.toggle(NOW))).to.equal(undefined);
        expect(await remove(stranger, task.id)).to.equal(false);
        expect(await tasks.find(task.userId, task.id)).to.deep.equal(task);
      });
    });

    describe('lists', () => {
      let owner: UserId;
      let newestFirst: Task[];

      before(async () => {
        owner = someUser();
        newestFirst = await someTasks(owner, 25);
      });

      it('newest first, ties broken by id', async () => {
        expect(await listed(owner, PAGE)).to.deep.equal(newestFirst);
      });

      it('from an offset, up to a limit', async () => {
        expect(await listed(owner, { offset: 20, limit: 3 })).to.deep.equal(newestFirst.slice(20, 23));
        expect(await listed(owner, { offset: 24, limit: 3 })).to.deep.equal(newestFirst.slice(24));
        expect(await listed(owner, { offset: 2 ** 31 - 1, limit: 3 })).to.deep.equal([]);
      });

      for (const completed of [true, false]) {
        it(`those that are ${completed ? '' : 'not '}completed`, async () => {
          const expected = newestFirst.filter((task) => task.completed === completed);
          expect(await listed(owner, { ...PAGE, completed })).to.deep.equal(expected);
          expect(await listed(owner, { offset: 2, limit: 4, completed })).to.deep.equal(expected.slice(2, 6));
        });
      }

      for (const filter of [{}, { completed: true }]) {
        it(`page by page, each task once, ${JSON.stringify(filter)}`, async () => {
          const expected = await listed(owner, { ...PAGE, ...filter });
          expect(await walk(owner, { ...filter, offset: 0, limit: 4 })).to.deep.equal(expected);
        });
      }

      it('page by page, each task that exists throughout once, whatever is added and removed meanwhile', async () => {
        const owner = someUser();
        const before = await someTasks(owner, 20);
        const removed = new Set<Task>();
        const seen = await walk(owner, { offset: 0, limit: 3 }, async (page) => {
          const last = page.at(-1) as Task;
          await added(someTask({ userId: owner, createdAt: instant(last.createdAt + 1) }));
          await added(someTask({ userId: owner, createdAt: NOW }));
          await remove(owner, last.id);
          removed.add(last);
        });
        const throughout = before.filter((task) => !removed.has(task)).map((task) => task.id);
        expect(seen.map((task) => task.id).filter((id) => throughout.includes(id))).to.deep.equal(throughout);
        expect(new Set(seen.map((task) => task.id)).size).to.equal(seen.length);
      });

      it('behind the position of a task that is gone', async () => {
        const owner = someUser();
        const [newest, middle, oldest] = (await someTasks(owner, 3)) as [Task, Task, Task];
        await remove(owner, middle.id);
        expect(await listed(owner, { ...PAGE, after: newest })).to.deep.equal([oldest]);
        expect(await listed(owner, { ...PAGE, after: middle })).to.deep.equal([oldest]);
        expect(await listed(owner, { ...PAGE, after: oldest })).to.deep.equal([]);
      });
    });

    describe('updates', () => {
      it('what it read, and keeps and returns what came of it', async () => {
        const task = await added(someTask());
        const edit = { title: title('Buy oat milk'), description: description('2 l'), completed: true };
        const changed = await update(task.userId, task.id, (task) => task.edit(edit, NOW));
        expect(changed).to.deep.equal(task.edit(edit, NOW));
        expect(await tasks.find(task.userId, task.id)).to.deep.equal(changed);
        expect(await listed(task.userId, PAGE)).to.deep.equal([changed]);
        expect(await listed(task.userId, { ...PAGE, completed: false })).to.deep.equal([]);
      });

      it('one task and no other', async () => {
        const owner = someUser();
        const [newest, middle, oldest] = (await someTasks(owner, 3)) as [Task, Task, Task];
        const changed = await update(owner, middle.id, (task) => task.toggle(NOW));
        expect(await listed(owner, PAGE)).to.deep.equal([newest, changed, oldest]);
      });

      it('nothing where there is nothing', async () => {
        let called = false;
        const change = (task: Task) => {
          called = true;
          return task;
        };
        expect(await update(someUser(), someTask().id, change)).to.equal(undefined);
        expect(called).to.equal(false);
      });

      it('nothing when the change throws, and throws the same', async () => {
        const task = await added(someTask());
        const thrown = new Error('no');
        const refuse = () => {
          throw thrown;
        };
        const error = await tasks.change(task.userId, task.id, refuse).catch((error) => error);
        expect(error).to.equal(thrown);
        expect(await tasks.find(task.userId, task.id)).to.deep.equal(task);
        expect(await update(task.userId, task.id, (task) => task.toggle(NOW))).to.deep.equal(task.toggle(NOW));
      });

      it('fifty at once, and loses none', async () => {
        const task = await added(someTask());
        const append = (task: Task) => task.edit({ title: title(`${task.title}.`) }, task.updatedAt);
        const updates = Array.from({ length: 50 }, () => update(task.userId, task.id, append));
        const answers = (await Promise.all(updates)).map((task) => (task as Task).title.length);
        const lengths = Array.from({ length: 50 }, (_, i) => task.title.length + 1 + i);
        expect(answers.toSorted((a, b) => Number(a) - Number(b))).to.deep.equal(lengths);
        const stored = (await tasks.find(task.userId, task.id)) as Task;
        expect(stored.title).to.equal(`${task.title}${'.'.repeat(50)}`);
        expect(stored.updatedAt).to.equal(task.updatedAt + 50);
        expect(stored.version).to.equal(51);
      });

      it('or removes, when both are wanted at once, and never brings back what is gone', async () => {
        const many = await Promise.all(Array.from({ length: 20 }, () => added(someTask())));
        await Promise.all(
          many.flatMap((task) => [
            update(task.userId, task.id, (task) => task.toggle(NOW)),
            remove(task.userId, task.id),
          ]),
        );
        for (const task of many) expect(await tasks.find(task.userId, task.id)).to.equal(undefined);
      });
    });

    describe('does what a verb says', () => {
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
      ];
      const cases = before.flatMap((task) =>
        [...edits, 'toggle' as const, 'delete' as const].map((verb) => ({ task, verb })),
      );

      for (const [how, seen] of [
        ['that was seen', true],
        ['that nobody has seen', false],
      ] as const) {
        it(`to a task ${how}, as the domain does it, one by one`, async () => {
          for (const one of cases) await expectDone([one], seen);
        });

        it(`to tasks ${how}, as the domain does it, all at once`, async () => {
          await expectDone(cases, seen);
        });
      }

      it('to one task nobody has seen, fifty times at once', async () => {
        const task = await added(someTask());
        unsee(task);
        const outcomes = await Promise.all(Array.from({ length: 50 }, () => done(task, 'toggle')));
        const versions = outcomes.map(({ after }) => after.version).toSorted((a, b) => a - b);
        expect(versions).to.deep.equal(Array.from({ length: 50 }, (_, i) => i + 2));
        expect(await tasks.find(task.userId, task.id)).to.include({ completed: false, version: 51 });
      });

      it('among other writes, with keys and without', async () => {
        const some = Array.from({ length: 30 }, () => someTask());
        await Promise.all(some.map((task) => tasks.add(task)));
        some.forEach(unsee);
        const key = { name: 'key', fingerprint: 'x' };
        const outcomes = await Promise.all(
          some.flatMap((task, i) => [
            done(task, i % 3 === 0 ? 'delete' : 'toggle', i % 5 === 0 ? key : undefined),
            tasks.add(someTask({ userId: task.userId })),
          ]),
        );
        for (const [i, { userId: owner, id }] of some.entries()) {
          expect(outcomes[2 * i]).to.include({ kind: i % 3 === 0 ? 'deleted' : 'completed', replayed: false });
          const kept = await tasks.find(owner, id);
          expect(kept?.completed).to.equal(i % 3 === 0 ? undefined : true);
        }
      });

      it('and refuses where there is nothing, alone and among others', async () => {
        const [there, gone] = [await added(someTask()), await added(someTask())];
        await remove(gone.userId, gone.id);
        const missing = [someTask(), gone, someTask({ id: there.id })];
        for (const task of [there, ...missing]) unsee(task);
        const [toggled, ...refused] = await Promise.allSettled([there, ...missing].map((task) => done(task, 'toggle')));
        expect(toggled).to.have.property('status', 'fulfilled');
        for (const one of refused) expect(one).to.have.property('reason').that.is.instanceOf(TaskNotFound);
        for (const task of missing) {
          expect(await done(task, 'delete').catch((error) => error)).to.be.instanceOf(TaskNotFound);
        }
      });

      async function expectDone(cases: { task: Task; verb: TaskCommand }[], seen: boolean): Promise<void> {
        const some = cases.map(({ task, verb }) => ({
          task: someTask({ ...task, id: someTask().id, userId: someUser() }),
          verb,
        }));
        await Promise.all(some.map(({ task }) => tasks.add(task)));
        if (!seen) for (const { task } of some) unsee(task);
        const earliest = instant(Date.now());
        const outcomes = await Promise.all(some.map(({ task, verb }) => done(task, verb)));
        for (const [i, { task, verb }] of some.entries()) {
          const { after, kind, seq } = outcomes[i] as WriteResult;
          const at = changedAt(after);
          expect(at).to.equal(strictlyAfter(task.updatedAt, at)).and.at.least(earliest);
          expect(after).to.deep.equal(apply(task, verb, at < 2e12 ? at : instant(0)));
          expect([kind, seq]).to.deep.equal([kindOf(task, after), 2]);
          expect(await tasks.find(task.userId, task.id)).to.deep.equal(after instanceof Task ? after : undefined);
          const { changes } = await tasks.changes(task.userId, { since: 1 as Seq, limit: 9 });
          expect(changes).to.deep.equal([{ seq, kind, before: task, after }]);
        }
      }

      function done({ userId: owner, id }: Task, verb: TaskCommand, key?: IdempotencyKey): Promise<WriteResult> {
        const now = new SystemClock().now();
        return tasks.change(owner, id, (found) => apply(requireTask(found, {}), verb, now), key);
      }

      /** As if the task had been written by another process, or long ago. */
      function unsee({ userId: owner, id }: Task): void {
        if (container.isBound(TaskCache)) container.get(TaskCache).invalidate(owner, id);
      }
    });

    describe('removes', () => {
      it('a task, for good', async () => {
        const task = await added(someTask());
        expect(await remove(task.userId, task.id)).to.equal(true);
        expect(await tasks.find(task.userId, task.id)).to.equal(undefined);
        expect(await listed(task.userId, PAGE)).to.deep.equal([]);
        expect(await remove(task.userId, task.id)).to.equal(false);
      });

      it('once, of twenty that want to at once', async () => {
        const task = await added(someTask());
        const answers = await Promise.all(Array.from({ length: 20 }, () => remove(task.userId, task.id)));
        expect(answers.filter((removed) => removed)).to.have.length(1);
      });
    });

    async function listed(owner: UserId, query: TaskQuery): Promise<readonly Task[]> {
      return (await tasks.list(owner, query)).tasks;
    }

    /** What an update leads to; undefined if there is nothing to update. */
    async function update(
      owner: UserId,
      id: TaskId,
      change: (task: Task) => TaskState,
    ): Promise<TaskState | undefined> {
      const missing = new Error('missing');
      const outcome = tasks.change(owner, id, (found) => {
        if (found instanceof Task) return change(found);
        throw missing;
      });
      const after = outcome.then(({ after }) => after);
      return after.catch((error) => (error === missing ? undefined : Promise.reject(error)));
    }

    async function remove(owner: UserId, id: TaskId): Promise<boolean> {
      return (await update(owner, id, (task) => task.delete(NOW))) !== undefined;
    }

    async function added(task: Task): Promise<Task> {
      await tasks.add(task);
      return task;
    }

    /** Adds tasks in no order, some in the same millisecond, and returns them newest first. */
    async function someTasks(owner: UserId, count: number): Promise<Task[]> {
      const newestFirst = Array.from({ length: count }, (_, i) => {
        const id = taskId(`00000000-0000-4000-8000-${String(count - i).padStart(12, '0')}`);
        const createdAt = instant(1_750_000_000_000 - 10 * Math.floor(i / 2)) as Instant;
        return someTask({ id, userId: userId(owner), createdAt, completed: i % 3 === 0 });
      });
      for (const i of newestFirst.keys()) await tasks.add(newestFirst[(i * 7) % count] as Task);
      return newestFirst;
    }

    async function walk(
      owner: UserId,
      query: TaskQuery,
      meanwhile: (page: Task[]) => Promise<void> = async () => {},
    ): Promise<Task[]> {
      const seen: Task[] = [];
      for (;;) {
        const after = seen.at(-1);
        const page = [...(await listed(owner, after === undefined ? query : { ...query, after }))];
        seen.push(...page);
        if (page.length < query.limit) return seen;
        await meanwhile(page);
      }
    }
  });
}
