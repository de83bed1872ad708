import { randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import fc from 'fast-check';
import { MemoryTaskRepository } from '../../../src/adapters/memory/memory-task-repository.ts';
import { LocalChangeNotifier } from '../../../src/adapters/system/local-change-notifier.ts';
import type { FilterFollower, FilterNews } from '../../../src/application/filter/filter-follower.ts';
import { FlipSchedule } from '../../../src/application/filter/flip-schedule.ts';
import { FollowFilter } from '../../../src/application/filter/follow-filter.ts';
import { TaskReplicas } from '../../../src/application/filter/task-replicas.ts';
import { changedAt, type Seq } from '../../../src/domain/changes/change.ts';
import type { Filter } from '../../../src/domain/filter/filter.ts';
import { matches } from '../../../src/domain/filter/matches.ts';
import { parseFilter } from '../../../src/domain/filter/parse.ts';
import { taskId } from '../../../src/domain/identity.ts';
import { instant } from '../../../src/domain/instant.ts';
import { Task } from '../../../src/domain/tasks/task.ts';
import { filter, moment, task } from '../../domain/filter/arbitraries.ts';
import { someTask } from '../../domain/filter/some-task.ts';
import { FakeTime } from '../../support/fake-time.ts';
import { SEED } from '../../support/seed.ts';
import { SOMEONE } from '../../support/someone.ts';
import { someUser } from '../../support/tasks.ts';
import { times } from '../../support/times.ts';

const AT_ONCE = AbortSignal.abort();

/** The tasks of one owner in a memory store, and a clock that the test sets. */
class World {
  readonly owner = someUser();
  readonly notifier = new LocalChangeNotifier();
  readonly time: FakeTime;
  readonly tasks: MemoryTaskRepository;
  readonly follow: FollowFilter;
  readonly ids: Task['id'][] = [];
  /** The time of the latest change. */
  #latest = 0;

  constructor(now: number) {
    this.time = new FakeTime(instant(now));
    this.tasks = new MemoryTaskRepository(this.notifier, this.time);
    const replicas = new TaskReplicas(this.tasks);
    this.follow = new FollowFilter(this.tasks, replicas, this.notifier, this.time, this.time);
  }

  async add(fields: Task): Promise<void> {
    const now = this.time.now();
    // Replaces the id of the random task, because fast-check often generates the same id.
    const id = taskId(randomUUID());
    this.ids.push(id);
    await this.tasks.add(new Task({ ...fields, id, userId: this.owner, createdAt: now, updatedAt: now }), SOMEONE);
  }

  /** Edits a task, or deletes it if `deletes`. Restores a deleted task. */
  async change(index: number, content: Task, deletes: boolean): Promise<void> {
    const id = this.ids[index % this.ids.length];
    if (id === undefined) return;
    const now = this.time.now();
    const { after } = await this.tasks.change(
      this.owner,
      id,
      (found) => {
        if (found instanceof Task) return deletes ? found.delete(now) : found.revertTo(content, now);
        return found?.restore(new Task({ ...content, id, userId: this.owner }), now) as Task;
      },
      SOMEONE,
    );
    this.#latest = Math.max(this.#latest, changedAt(after));
  }

  async follower(filter: Filter, zone: string): Promise<FilterFollower> {
    const since = await this.tasks.lastSeq(this.owner);
    return this.follow.execute(this.owner, { since, filter, zone });
  }

  async matching(filter: Filter, zone: string): Promise<string[]> {
    const { tasks } = await this.tasks.list(this.owner, { limit: 1_000, offset: 0 });
    // Two edits in the same millisecond get different times, so the last change may be later than the clock.
    const now = instant(Math.max(this.time.now(), this.#latest));
    return tasks.filter((task) => matches(filter, task, { now, zone })).map(({ id }) => id);
  }
}

/** Applies events to a client's list of task ids. An `entered` event must name a new id, any other event a listed id. */
function apply(list: Set<string>, { events }: FilterNews): void {
  for (const event of events) {
    const id = 'change' in event ? event.change.after.id : event.task.id;
    expect(list.has(id), `${event.match} ${id}`).to.equal(event.match !== 'entered');
    if (event.match === 'left') list.delete(id);
    else list.add(id);
  }
}

const step = fc.record({
  kind: fc.constantFrom('advance', 'advance', 'add', 'change', 'delete'),
  milliseconds: fc.integer({ min: 0, max: 120_000 }),
  index: fc.nat(),
  task,
});

describe('the follower of a filter, which feeds an event stream', () => {
  it(`sends the events by which a client can keep its list of matching tasks current during random edits (SEED=${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(
        filter,
        moment,
        fc.array(task, { maxLength: 8 }),
        fc.array(step, { minLength: 30, maxLength: 60 }),
        async (filter, { now, zone }, tasks, steps) => {
          const world = new World(now);
          for (const each of tasks) await world.add(each);
          const follower = await world.follower(filter, zone);
          const list = new Set(await world.matching(filter, zone));
          apply(list, await follower.next(AT_ONCE));
          for (const { kind, milliseconds, index, task } of steps) {
            if (kind === 'advance') world.time.advance(milliseconds);
            else if (kind === 'add') await world.add(task);
            else await world.change(index, task, kind === 'delete');
            // The client does not read after each step, so that one read may return events of several steps.
            if (index % 2 === 0) continue;
            apply(list, await follower.next(AT_ONCE));
            expect([...list]).to.have.members(await world.matching(filter, zone));
          }
          apply(list, await follower.next(AT_ONCE));
          expect([...list]).to.have.members(await world.matching(filter, zone));
        },
      ),
      { numRuns: 300, seed: SEED },
    );
  });

  const OVERDUE = parseFilter('overdue') as Filter;

  it('sets one timer for the next moment at which an unchanged task begins to match, and then sends an `entered` event', async () => {
    const world = new World(Date.UTC(2026, 2, 29, 12));
    await world.add(someTask({ id: '00000000-0000-4000-8000-00000000000a', due: '2026-03-29T12:30' }));
    await world.add(someTask({ id: '00000000-0000-4000-8000-00000000000b', due: '2026-03-29T12:10' }));
    const follower = await world.follower(OVERDUE, 'UTC');
    const news = follower.next(new AbortController().signal);
    await new Promise(setImmediate);
    expect(world.time.awaited).to.deep.equal([Date.UTC(2026, 2, 29, 12, 10, 0, 1)]);
    world.time.advance(10 * 60_000 + 1);
    const [flip, ...others] = (await news).events;
    expect(others).to.deep.equal([]);
    expect(flip).to.deep.include({ at: Date.UTC(2026, 2, 29, 12, 10, 0, 1), match: 'entered' });
    expect(world.time.awaited).to.deep.equal([]);
  });

  it('skips changes of tasks that do not match, and sends the next change of a task that matches', async () => {
    const world = new World(Date.UTC(2026, 2, 29, 12));
    const follower = await world.follower(OVERDUE, 'UTC');
    const news = follower.next(new AbortController().signal);
    await new Promise(setImmediate);
    await world.add(someTask({ id: '00000000-0000-4000-8000-00000000000a' }));
    await new Promise(setImmediate);
    await world.add(someTask({ id: '00000000-0000-4000-8000-00000000000b', due: '2026-03-28' }));
    expect((await news).events).to.have.length(1);
    expect((await news).seq).to.equal(2 as Seq);
  });

  for (const isPurged of [false, true]) {
    it(`begins with the tasks that have come to match, as time passed, since the last change that the client knows${isPurged ? ', even if that change is purged' : ''}`, async () => {
      const world = new World(Date.UTC(2026, 2, 29, 12));
      await world.add(someTask({ id: '00000000-0000-4000-8000-00000000000a', due: '2026-03-29T12:30' }));
      world.time.advance(60 * 60_000);
      if (isPurged) await world.tasks.purge({ changes: world.time.now(), keys: world.time.now() });
      const { events } = await (await world.follower(OVERDUE, 'UTC')).next(AT_ONCE);
      expect(events.map(({ match }) => match)).to.deep.equal(['entered']);
    });
  }

  it('frees the memory of old states of a task that is edited thousands of times', async () => {
    const schedule = new FlipSchedule(OVERDUE, 'UTC');
    const edited = times(10_000, (i) => someTask({ title: `x${i}`, due: '2099-01-01' }));
    const kept = new WeakRef(edited[0] as Task);
    for (const each of edited) schedule.add(each, instant(0));
    edited.length = 0;
    await new Promise(setImmediate);
    setFlagsFromString('--expose-gc');
    runInNewContext('gc')();
    expect(kept.deref()).to.equal(undefined);
    expect(schedule.next).to.be.above(Date.UTC(2099, 0, 1));
  });
});
