import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type Change, revert, type Seq, type TaskState } from '../../src/domain/changes/change.ts';
import { SeqGone } from '../../src/domain/changes/errors.ts';
import { IdempotencyKeyReused } from '../../src/domain/errors.ts';
import type { TaskId, UserId } from '../../src/domain/identity.ts';
import { instant } from '../../src/domain/instant.ts';
import { type DeletedTask, Task } from '../../src/domain/tasks/task.ts';
import { title } from '../../src/domain/tasks/title.ts';
import { type IdempotencyKey, TaskRepository } from '../../src/ports/task-repository.ts';
import type { StoreUnderTest } from '../support/service/stores.ts';
import { someTask, someUser } from '../support/tasks.ts';

const NOW = instant(1_760_000_000_000);
const ALL = { offset: 0, limit: 1000 };
/** Where a list may begin, again and again. */
const PLACES = [5, 15, 25, 35, 45].map((at) => someTask({ createdAt: instant(1_000_000 + at) }));

/** What every TaskRepository must keep of the past, whatever it keeps it in. */
export function logContract(store: StoreUnderTest): void {
  describe(`the log on ${store.name}`, () => {
    let tasks: TaskRepository;
    let owner: UserId;

    before(async function () {
      if (store.missing) this.skip();
      tasks = (await store.service()).container.get(TaskRepository);
    });

    beforeEach(() => {
      owner = someUser();
    });

    it('has nothing of an owner nobody has heard of', async () => {
      expect(await tasks.lastSeq(owner)).to.equal(0);
      expect(await tasks.changes(owner, { since: seq(0), limit: 10 })).to.deep.equal({ changes: [], last: 0 });
      expect(await tasks.list(owner, ALL)).to.deep.equal({ tasks: [], seq: 0 });
    });

    it('has every change in order, with what it replaced and what it led to', async () => {
      const created = someTask({ userId: owner });
      const edited = created.edit({ title: title('Other'), description: null }, NOW);
      const completed = edited.toggle(NOW);
      const reopened = completed.toggle(NOW);
      const deleted = reopened.delete(NOW);
      const restored = deleted.restore(reopened, NOW);
      await tasks.add(created);
      const steps = [edited, completed, reopened, deleted, restored];
      for (const state of steps) await tasks.change(owner, created.id, () => state);
      expect((await log()).map(({ kind, before, after }) => [kind, before, after])).to.deep.equal([
        ['created', undefined, created],
        ['updated', created, edited],
        ['completed', edited, completed],
        ['reopened', completed, reopened],
        ['deleted', reopened, deleted],
        ['restored', undefined, restored],
      ]);
      expect((await log()).map(({ seq }) => seq)).to.deep.equal([1, 2, 3, 4, 5, 6]);
      expect(restored.version).to.equal(6);
    });

    it('is read from anywhere, as far as asked, of all tasks or of one', async () => {
      const [one, other] = [someTask({ userId: owner }), someTask({ userId: owner })];
      await tasks.add(one);
      await tasks.add(other);
      for (let i = 0; i < 3; i++) for (const { id } of [one, other]) await toggle(id);
      const all = await log();
      expect(await tasks.changes(owner, { since: seq(2), limit: 3 })).to.deep.equal({
        changes: all.slice(2, 5),
        last: 8,
      });
      expect(await tasks.changes(owner, { since: seq(8), limit: 3 })).to.deep.equal({ changes: [], last: 8 });
      const ofOne = all.filter(({ after }) => after.id === one.id);
      expect((await tasks.changes(owner, { since: seq(0), limit: 9, of: one.id })).changes).to.deep.equal(ofOne);
      const some = { since: seq(1), limit: 2, of: one.id };
      expect((await tasks.changes(owner, some)).changes).to.deep.equal(ofOne.slice(1, 3));
    });

    it('is its owner’s alone', async () => {
      const { id } = await added();
      const stranger = someUser();
      expect(await tasks.lastSeq(stranger)).to.equal(0);
      expect((await tasks.changes(stranger, { since: seq(0), limit: 9, of: id })).changes).to.deep.equal([]);
    });

    it('tells every write which change it was', async () => {
      const task = someTask({ userId: owner });
      const first = await tasks.add(task);
      expect(first).to.deep.equal({ seq: 1, kind: 'created', after: task, replayed: false });
      const second = await toggle(task.id);
      expect(second).to.deep.equal({ seq: 2, kind: 'completed', after: task.toggle(NOW), replayed: false });
      expect(await tasks.lastSeq(owner)).to.equal(2);
      expect((await tasks.list(owner, ALL)).seq).to.equal(2);
    });

    it('has nothing of what was refused, nor of what was so already', async () => {
      const task = await added();
      const refuse = () => {
        throw new Error('no');
      };
      await tasks.change(owner, task.id, refuse).catch(() => {});
      const outcome = await tasks.change(owner, task.id, (found) => found as Task);
      expect(outcome).to.deep.equal({ seq: 1, kind: 'unchanged', after: task, replayed: false });
      expect(await tasks.lastSeq(owner)).to.equal(1);
    });

    it('says which change made what is found', async () => {
      const task = await added();
      await added();
      await toggle(task.id);
      const seqs: Seq[] = [];
      await tasks.change(owner, task.id, (found, seq) => {
        seqs.push(seq);
        return (found as Task).delete(NOW);
      });
      await tasks.change(owner, task.id, (found, seq) => {
        seqs.push(seq);
        return (found as DeletedTask).restore(task, NOW);
      });
      expect(seqs).to.deep.equal([3, 4]);
    });

    it('grows by one with each of many writes at once, of which none is lost', async () => {
      const many = await Promise.all(Array.from({ length: 5 }, () => added()));
      const writes = Array.from({ length: 200 }, (_, i) =>
        i % 4 === 0 ? tasks.add(someTask({ userId: owner })) : toggle((many[i % 5] as Task).id),
      );
      const outcomes = await Promise.all(writes);
      const seqs = outcomes.map(({ seq }) => seq).toSorted((a, b) => a - b);
      expect(seqs).to.deep.equal(Array.from({ length: 200 }, (_, i) => 6 + i));
      const changes = await log();
      for (const { seq, kind, after } of outcomes) {
        expect(changes[seq - 1]).to.deep.include({ seq, kind, after });
      }
      expectOrdered(changes);
    });

    it('grows on its own, whatever others write at once', async () => {
      const owners = Array.from({ length: 20 }, someUser);
      const writes = owners.flatMap((userId) => Array.from({ length: 10 }, () => tasks.add(someTask({ userId }))));
      await Promise.all(writes);
      for (const owner of owners) expect(await tasks.lastSeq(owner)).to.equal(10);
    });

    it('takes in all of many writes at once but the one that cannot be', async () => {
      const taken = await added();
      const others = Array.from({ length: 10 }, () => someTask({ userId: owner }));
      const all = [...others.slice(0, 5), someTask({ ...taken, title: title('Other') }), ...others.slice(5)];
      const outcomes = await Promise.allSettled(all.map((task) => tasks.add(task)));
      expect(outcomes.map(({ status }) => status)).to.deep.equal(
        all.map(({ id }) => (id === taken.id ? 'rejected' : 'fulfilled')),
      );
      expect(await tasks.find(owner, taken.id)).to.deep.equal(taken);
      expect(await tasks.lastSeq(owner)).to.equal(11);
      expectOrdered(await log());
    });

    it('takes in a task’s whole life at once', async () => {
      const task = someTask({ userId: owner });
      const born = tasks.add(task);
      const toggled = toggle(task.id);
      const deleted = tasks.change(owner, task.id, (found) => (found as Task).delete(NOW));
      const restored = tasks.change(owner, task.id, (found) => (found as DeletedTask).restore(task, NOW));
      const outcomes = await Promise.all([born, toggled, deleted, restored]);
      expect(outcomes.map(({ kind }) => kind)).to.deep.equal(['created', 'completed', 'deleted', 'restored']);
      expectOrdered(await log());
      for (const [i, { after }] of outcomes.entries()) {
        const list = await tasks.list(owner, { ...ALL, asOf: seq(i + 1) });
        expect(list.tasks).to.deep.equal(after instanceof Task ? [after] : []);
      }
    });

    it('judges a write by what has really come of those before it', async () => {
      const task = await added();
      const only = (found: TaskState | undefined) => {
        if (found instanceof Task && found.version === 1) return found.toggle(NOW);
        throw new Error('another version');
      };
      const outcomes = await Promise.allSettled(Array.from({ length: 30 }, () => tasks.change(owner, task.id, only)));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      expect(await tasks.lastSeq(owner)).to.equal(2);
    });

    it('shows what there was after each change: lists, parts of them, and single tasks', async () => {
      const ids: TaskId[] = [];
      const snapshots: (readonly Task[])[] = [[]];
      for (let i = 0; i < 60; i++) {
        await doSomething(i, ids);
        snapshots.push((await tasks.list(owner, ALL)).tasks);
      }
      expect(await tasks.lastSeq(owner)).to.equal(60);
      for (const [i, expected] of snapshots.entries()) {
        const asOf = seq(i);
        expect(await tasks.list(owner, { ...ALL, asOf })).to.deep.equal({ tasks: expected, seq: i });
        const part = await tasks.list(owner, { offset: 1, limit: 3, asOf });
        expect(part.tasks).to.deep.equal(expected.slice(1, 4));
        const done = await tasks.list(owner, { ...ALL, completed: true, asOf });
        expect(done.tasks).to.deep.equal(expected.filter(({ completed }) => completed));
        const [second] = expected.slice(1);
        const behind = second && (await tasks.list(owner, { ...ALL, after: second, asOf }));
        expect(behind?.tasks ?? []).to.deep.equal(expected.slice(2));
        const id = ids[i % ids.length] as TaskId;
        expect(await tasks.find(owner, id, asOf)).to.deep.equal(expected.find((task) => task.id === id));
      }
    });

    it('gives every list as it is, however often it was asked for before', async () => {
      const ids: TaskId[] = [];
      for (let i = 0; i < 150; i++) {
        await doSomething(i, ids);
        const after = someTask({ createdAt: instant(1_000_000 + (i % 60)) });
        const filters = [{}, { completed: true }, { completed: false }];
        const pages = [0, 1, 4].flatMap((offset) => [1, 3, 8, 50].map((limit) => ({ offset, limit })));
        const behind = pages
          .slice(0, 6)
          .map((page) => ({ ...page, after: i % 3 === 0 ? after : (PLACES[i % 5] as Task) }));
        const queries = [...pages, ...behind].flatMap((page) => filters.map((filter) => ({ ...page, ...filter })));
        // Not all of them each time: between two looks at a list there may be one change, or several.
        for (const query of queries.filter((_, n) => (n * 7 + i) % (1 + (n % 11)) === 0)) {
          const { tasks: then, seq } = await tasks.list(owner, query);
          expect(then, JSON.stringify(query)).to.deep.equal((await tasks.list(owner, { ...query, asOf: seq })).tasks);
          expect(seq).to.equal(i + 1);
        }
      }
    });

    it('cannot be read as of what is still to come', async () => {
      const task = await added();
      for (const read of [
        () => tasks.list(owner, { ...ALL, asOf: seq(2) }),
        () => tasks.find(owner, task.id, seq(2)),
        () => tasks.changes(owner, { since: seq(2), limit: 1 }),
      ]) {
        expect(await read().catch((error) => error)).to.be.instanceOf(SeqGone);
      }
    });

    it('leads back to nothing when every change is undone, the last first', async () => {
      const ids: TaskId[] = [];
      const snapshots: unknown[] = [[]];
      for (let i = 0; i < 40; i++) {
        await doSomething(i, ids);
        snapshots.push(await looks());
      }
      for (const change of (await log()).toReversed()) {
        expect(await looks()).to.deep.equal(snapshots[change.seq]);
        await tasks.change(owner, change.after.id, (found) => revert(change, found as TaskState, NOW) as TaskState);
      }
      expect(await looks()).to.deep.equal([]);
      expectOrdered(await log());
    });

    describe('keeps a key, and', () => {
      it('does what it stands for once, and answers the same again', async () => {
        const task = someTask({ userId: owner });
        const key = someKey();
        const first = await tasks.add(task, key);
        await toggle(task.id);
        expect(await tasks.add(someTask({ userId: owner }), key)).to.deep.equal({ ...first, replayed: true });
        expect(await tasks.lastSeq(owner)).to.equal(2);
      });

      it('so with every kind of change, whatever has become of the task', async () => {
        const task = await added();
        const states = [
          task.toggle(NOW),
          task.toggle(NOW).delete(NOW),
          task.toggle(NOW).delete(NOW).restore(task, NOW),
        ];
        const kept: [IdempotencyKey, unknown][] = [];
        for (const state of states) {
          const key = someKey();
          kept.push([key, await tasks.change(owner, task.id, () => state, key)]);
        }
        const same = someKey();
        kept.push([same, await tasks.change(owner, task.id, (found) => found as Task, same)]);
        await tasks.change(owner, task.id, (found) => (found as Task).delete(NOW));
        for (const [key, outcome] of kept) {
          expect(await toggle(task.id, key)).to.deep.equal({ ...(outcome as object), replayed: true });
        }
        expect(await tasks.lastSeq(owner)).to.equal(5);
      });

      it('knows it from another’s, and from another request', async () => {
        const key = someKey();
        const { id } = await added();
        await toggle(id, key);
        const other = { ...key, fingerprint: 'other' };
        expect(await toggle(id, other).catch((error) => error)).to.be.instanceOf(IdempotencyKeyReused);
        const stranger = await tasks.add(someTask(), other);
        expect(stranger.replayed).to.equal(false);
        expect(await tasks.lastSeq(owner)).to.equal(2);
      });

      it('does not keep it with what was refused', async () => {
        const key = someKey();
        const { id } = await added();
        const refuse = () => {
          throw new Error('no');
        };
        await tasks.change(owner, id, refuse, key).catch(() => {});
        expect((await toggle(id, key)).replayed).to.equal(false);
      });

      it('does it once however often it comes at once', async () => {
        const key = someKey();
        const { id } = await added();
        const outcomes = await Promise.all([
          ...Array.from({ length: 20 }, () => toggle(id, key)),
          ...Array.from({ length: 5 }, () => toggle(id)),
        ]);
        expect(outcomes.filter(({ replayed }) => replayed)).to.have.length(19);
        expect(new Set(outcomes.slice(0, 20).map(({ seq }) => seq)).size).to.equal(1);
        expect(await tasks.lastSeq(owner)).to.equal(7);
      });
    });

    describe('forgets', () => {
      const forget = async (changes: number, keys: number) => {
        const expiry = { changes: instant(changes), keys: instant(keys) };
        for (let cursor = await tasks.purge(expiry, undefined); cursor !== undefined; ) {
          cursor = await tasks.purge(expiry, cursor);
        }
      };
      /** A task that was created, edited and deleted at such times, long ago. */
      const history = async (...times: number[]): Promise<Task> => {
        const [first = 0, ...others] = times.map(instant);
        const task = someTask({ userId: owner, createdAt: instant(first), updatedAt: instant(first) });
        await tasks.add(task);
        for (const time of others) await tasks.change(owner, task.id, (found) => (found as Task).toggle(time));
        return task;
      };

      it('what is too old, and still shows all that came after', async () => {
        const task = await history(100, 200, 300, 400);
        const before = await log();
        const lists = await Promise.all([2, 3, 4].map((at) => tasks.list(owner, { ...ALL, asOf: seq(at) })));
        await forget(300, 0);
        expect((await tasks.changes(owner, { since: seq(2), limit: 9 })).changes).to.deep.equal(before.slice(2));
        const after = await Promise.all([2, 3, 4].map((at) => tasks.list(owner, { ...ALL, asOf: seq(at) })));
        expect(after).to.deep.equal(lists);
        expect((await tasks.changes(owner, { since: seq(0), limit: 9, of: task.id })).changes).to.have.length(2);
        for (const since of [0, 1]) {
          const error = await tasks.changes(owner, { since: seq(since), limit: 9 }).catch((error) => error);
          expect(error).to.be.instanceOf(SeqGone);
          const list = await tasks.list(owner, { ...ALL, asOf: seq(since) }).catch((error) => error);
          expect(list).to.be.instanceOf(SeqGone);
        }
      });

      it('everything, and goes on with the next number', async () => {
        const task = await history(100, 200);
        await forget(1000, 0);
        expect(await tasks.lastSeq(owner)).to.equal(2);
        expect(await tasks.changes(owner, { since: seq(2), limit: 9 })).to.deep.equal({ changes: [], last: 2 });
        const [found] = (await tasks.list(owner, ALL)).tasks;
        expect(found).to.deep.equal(await tasks.find(owner, task.id));
        expect((await toggle(task.id)).seq).to.equal(3);
        expect((await tasks.list(owner, { ...ALL, asOf: seq(2) })).tasks).to.deep.equal([found]);
      });

      it('nothing that is behind what is young enough, so that there is no gap', async () => {
        await history(100, 900);
        await history(200);
        await forget(500, 0);
        expect((await tasks.changes(owner, { since: seq(1), limit: 9 })).changes.map(({ seq }) => seq)).to.deep.equal([
          2, 3,
        ]);
      });

      it('however much there is', async () => {
        await Promise.all(
          Array.from({ length: 1200 }, (_, i) =>
            tasks.add(someTask({ userId: owner, createdAt: instant(i), updatedAt: instant(i) })),
          ),
        );
        await forget(5000, 0);
        expect(await tasks.changes(owner, { since: seq(1200), limit: 9 })).to.deep.equal({ changes: [], last: 1200 });
        expect(await tasks.changes(owner, { since: seq(1199), limit: 9 }).catch((error) => error)).to.be.instanceOf(
          SeqGone,
        );
      });

      it('a deletion, and takes a new task of the same id for another', async () => {
        const task = await history(100);
        await tasks.change(owner, task.id, (found) => (found as Task).delete(instant(200)));
        await forget(1000, 0);
        const [first, again] = ['First', 'Again'].map((name) => someTask({ ...task, title: title(name) })) as [
          Task,
          Task,
        ];
        const created = await tasks.change(owner, task.id, (found) => {
          expect(found).to.equal(undefined);
          return first;
        });
        expect(created).to.deep.include({ seq: 3, kind: 'created' });
        expect((await tasks.list(owner, { ...ALL, asOf: seq(2) })).tasks).to.deep.equal([]);
        expect(await tasks.find(owner, task.id)).to.deep.equal(first);
        expect(again.version).to.equal(first.version);
      });

      it('keys, which then stand for nothing', async () => {
        const key = someKey();
        const task = someTask({ userId: owner, createdAt: instant(100), updatedAt: instant(100) });
        await tasks.add(task, key);
        await forget(0, 100);
        expect((await toggle(task.id, key).catch((error) => error)).replayed).to.equal(true);
        await forget(0, 101);
        expect((await toggle(task.id, key)).replayed).to.equal(false);
      });
    });

    function toggle(id: TaskId, key?: IdempotencyKey) {
      return tasks.change(owner, id, (found) => (found as Task).toggle(NOW), key);
    }

    async function added(): Promise<Task> {
      const task = someTask({ userId: owner });
      await tasks.add(task);
      return task;
    }

    async function log(): Promise<Change[]> {
      return (await tasks.changes(owner, { since: seq(0), limit: 1000 })).changes;
    }

    /** What an owner sees of their tasks. */
    async function looks(): Promise<unknown> {
      const { tasks: list } = await tasks.list(owner, ALL);
      return list.map(({ id, title, description, completed, createdAt }) => [
        id,
        title,
        description,
        completed,
        createdAt,
      ]);
    }

    /** One change that is another for every number. */
    async function doSomething(i: number, ids: TaskId[]): Promise<void> {
      const id = ids[(i * 7) % Math.max(1, ids.length)];
      if (id === undefined || i % 5 === 0) {
        const task = someTask({ userId: owner, createdAt: instant(1_000_000 + ((i * 37) % 50)) });
        ids.push(task.id);
        await tasks.add(task);
        return;
      }
      await tasks.change(owner, id, (found) => {
        if (found instanceof Task)
          return i % 4 === 0
            ? found.delete(NOW)
            : i % 3 === 0
              ? found.toggle(NOW)
              : found.edit({ title: title(`${i}`) }, NOW);
        return (found as DeletedTask).restore(
          someTask({ id, userId: owner, title: title(`${i}`), createdAt: instant(1_000_000 + i) }),
          NOW,
        );
      });
    }
  });
}

function seq(number: number): Seq {
  return number as Seq;
}

function someKey(): IdempotencyKey {
  return { name: randomUUID(), fingerprint: 'same' };
}

/** Numbers without a gap, and of each task versions without a gap, each beginning with what the one before led to. */
function expectOrdered(changes: readonly Change[]): void {
  const states = new Map<TaskId, TaskState>();
  for (const [i, { seq, before, after }] of changes.entries()) {
    expect(seq).to.equal(i + 1);
    const previous = states.get(after.id);
    expect(after.version).to.equal((previous?.version ?? 0) + 1);
    expect(before).to.deep.equal(previous instanceof Task ? previous : undefined);
    states.set(after.id, after);
  }
}
