import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { FindTasks } from '../../../../src/application/filter/find-tasks.ts';
import { TaskReplicas } from '../../../../src/application/filter/task-replicas.ts';
import { matches } from '../../../../src/domain/filter/matches.ts';
import { sorted } from '../../../../src/domain/filter/sort.ts';
import { taskId } from '../../../../src/domain/identity.ts';
import { instant } from '../../../../src/domain/instant.ts';
import type { Task } from '../../../../src/domain/tasks/task.ts';
import { filter, moment, sort, task } from '../../../domain/filter/arbitraries.ts';
import { SEED } from '../../../support/seed.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { newOwnerForEach, type TestOwner } from '../test-owner.ts';

/** The number of owners. Each has 40 tasks, and sends 1,000 queries with a change before every twentieth query. */
const OWNERS = 20;
const FEW_OWNERS = 1;
const TASKS = 40;
const QUERIES = 1_000;
const CHANGE_EVERY = 20;

const query = fc.record({
  filter: fc.option(filter, { nil: undefined, freq: 20 }),
  sort,
  moment,
  task,
  index: fc.nat(),
});

/** The contract tests for lists with a filter and an order. The domain functions compute the expected tasks. */
export function findTasksContract(store: StoreUnderTest): void {
  describe(`a list with filter and sort on ${store.name}`, () => {
    const owner = newOwnerForEach(store);
    const owners = store.hasFewSamples ? FEW_OWNERS : OWNERS;

    it(`has the ids and the order that the domain functions compute, in ${owners * QUERIES} random cases with changes in between (SEED=${SEED})`, async () => {
      const replicas = new TaskReplicas(owner.tasks);
      await Promise.all(times(owners, (i) => compare(owner.stranger(), replicas, SEED + i)));
    }).timeout(180_000);

    it('has the tasks as they were and were ordered right after an earlier change if it is read with as_of', async () => {
      const replicas = new TaskReplicas(owner.tasks);
      const history: Map<string, Task>[] = [new Map()];
      for (const each of fc.sample(task, { numRuns: 30, seed: SEED })) {
        const added = await owner.add({ ...each, userId: owner.id });
        history.push(new Map([...(history.at(-1) ?? []), [added.id, added]]));
      }
      for (const [i, { filter, sort, moment }] of fc.sample(query, { numRuns: 200, seed: SEED }).entries()) {
        const asOf = i % history.length;
        const tasks = [...(history[asOf] as Map<string, Task>).values()];
        const selection = { filter, sort, zone: moment.zone, offset: 0, limit: 100, asOf: asOf as never };
        const found = await new FindTasks(owner.tasks, replicas, { now: () => moment.now }).execute(
          owner.id,
          selection,
        );
        const matching = tasks.filter((each) => filter === undefined || matches(filter, each, moment));
        expect(found.tasks).to.deep.equal(sorted(matching, sort, moment.zone));
      }
    });
  });
}

async function compare(owner: TestOwner, replicas: TaskReplicas, seed: number): Promise<void> {
  const tasks = new Map<string, Task>();
  for (const each of fc.sample(task, { numRuns: TASKS, seed })) {
    tasks.set(each.id, await owner.add({ ...each, userId: owner.id }));
  }
  for (const [i, { filter, sort, moment, task: content, index }] of fc
    .sample(query, { numRuns: QUERIES, seed })
    .entries()) {
    if (i % CHANGE_EVERY === 0) await change(owner, tasks, content, index);
    const { zone } = moment;
    const findTasks = new FindTasks(owner.tasks, replicas, { now: () => moment.now });
    const found = await findTasks.execute(owner.id, { filter, sort, zone, offset: 0, limit: 2 * TASKS });
    const matching = [...tasks.values()].filter((each) => filter === undefined || matches(filter, each, moment));
    const expected = sorted(matching, sort, zone);
    expect(found.total).to.equal(expected.length);
    if (String(found.tasks.map(({ id }) => id)) !== String(expected.map(({ id }) => id))) {
      expect(found.tasks, JSON.stringify({ filter, sort, moment, seed })).to.deep.equal(expected);
    }
  }
}

/** Edits a task, replaces a task by a new one, or adds a task, depending on `index`. */
async function change(owner: TestOwner, tasks: Map<string, Task>, content: Task, index: number): Promise<void> {
  const old = [...tasks.values()][index % tasks.size] as Task;
  if (index % 3 === 0) {
    tasks.set(old.id, (await owner.update(old.id, (found) => found.revertTo(content, instant(0)))) as Task);
    return;
  }
  if (index % 3 === 1) {
    await owner.remove(old.id);
    tasks.delete(old.id);
  }
  if (tasks.size < 2 * TASKS) {
    const id = taskId(randomUUID());
    tasks.set(id, await owner.add({ ...content, id, userId: owner.id }));
  }
}
