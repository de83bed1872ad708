import { expect } from 'chai';
import fc from 'fast-check';
import { UndoChange } from '../../../../src/application/changes/undo-change.ts';
import { type Change, SEQ_ZERO, type Seq, type TaskState } from '../../../../src/domain/changes/change.ts';
import { UndoConflict } from '../../../../src/domain/changes/errors.ts';
import { DeletedTask, type Task } from '../../../../src/domain/tasks/task.ts';
import { contentOf, contentSample } from '../../../support/content-samples.ts';
import { SEED } from '../../../support/seed.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { SOMEONE } from '../../../support/someone.ts';
import { times } from '../../../support/times.ts';
import { expectOrdered } from '../change-log.contract.ts';
import { ALL, NOW, newOwnerForEach, type TestOwner } from '../test-owner.ts';
import { changeAll, create, type Step } from './operation-steps.ts';

/** The contract tests for operations mixed with single writes, in random histories and by concurrent clients. */
export function operationHistoriesContract(store: StoreUnderTest): void {
  describe(`operations (each of several changes) and single writes on ${store.name}`, () => {
    const owner = newOwnerForEach(store);

    const command = fc.record({ which: fc.nat(5), sample: fc.nat(7), verb: fc.constantFrom('edit', 'edit', 'delete') });
    const write = fc.array(command, { minLength: 1, maxLength: 6 });
    const history = fc.array(write, { minLength: 12, maxLength: 12 });

    it(`restore each earlier state of a random history when they are undone one by one, the last first (SEED=${SEED})`, async () => {
      const property = fc.asyncProperty(history, async (writes) => {
        owner.renew();
        const tasks = times(6, (i) => owner.newTask(contentSample(i)));
        const states = [await stateOf(owner)];
        for (const commands of writes) {
          const steps = commands.map(({ which, sample, verb }) => stepOf(tasks[which] as Task, verb, sample));
          // One change is sent as a single write, several changes as one operation.
          if (steps.length > 1) await changeAll(owner, steps);
          else await owner.tasks.change(owner.id, (steps[0] as Step).id, (steps[0] as Step).change, SOMEONE);
          states.push(await stateOf(owner));
        }
        const log = await owner.log();
        expectOrdered(log);
        expectContiguous(log);
        const operations = [...new Set(log.map(({ operation }) => operation))];
        expect(operations).to.have.length(writes.length);
        for (const operation of operations.reverse()) {
          expect(await stateOf(owner)).to.deep.equal(states.pop());
          await undo(owner, operation);
        }
        expect(await stateOf(owner)).to.deep.equal(states.pop());
        expectOrdered(await owner.log());
      });
      await fc.assert(property, { seed: SEED, numRuns: 5, endOnFailure: true });
    });

    it('lose no change when twenty operations and twenty single writes change the same tasks concurrently', async () => {
      const tasks = await Promise.all(times(4, () => owner.add()));
      const [first] = tasks as [Task];
      const ids = tasks.map(({ id }) => id);
      const toggleAll = (turn: number) => ids.map((_, i) => toggleStep(ids[(i + turn) % 4] as Task['id']));
      const feed = follow(owner, 4 + 20 * 5 + 20);
      await Promise.all([
        ...times(20, (turn) => changeAll(owner, [...toggleAll(turn), create(owner.newTask())])),
        ...times(20, () => owner.toggle(first.id)),
      ]);
      const versions = await Promise.all(ids.map(async (id) => (await owner.find(id))?.version));
      expect(versions).to.deep.equal([41, 21, 21, 21]);
      const log = await owner.log();
      expectOrdered(log);
      expectContiguous(log);
      expect(
        [...Map.groupBy(log, ({ operation }) => operation).values()].filter((all) => all.length === 5),
      ).to.have.length(20);
      expect(await feed).to.deep.equal(log);
    });

    it('are numbered separately for each owner when several owners write concurrently', async () => {
      const owners = times(6, () => owner.stranger());
      await Promise.all(
        times(30, async (i) => {
          const each = owners[i % 6] as TestOwner;
          await changeAll(each, [create(each.newTask()), create(each.newTask())]);
        }),
      );
      for (const each of owners) {
        const log = await each.log();
        expectOrdered(log);
        expect(log.map(({ operation }) => operation)).to.deep.equal([1, 1, 3, 3, 5, 5, 7, 7, 9, 9]);
      }
    });

    it('are reverted once when twenty concurrent calls undo the same operation', async () => {
      await changeAll(owner, [create(owner.newTask()), create(owner.newTask())]);
      const undone = await Promise.allSettled(times(20, () => undo(owner, 1 as Seq)));
      const refusals = undone.filter((each) => each.status === 'rejected').map(({ reason }) => reason);
      expect(refusals).to.have.length(19);
      for (const reason of refusals) expect(reason).to.be.instanceOf(UndoConflict);
      expect(await owner.lastSeq()).to.equal(4);
    });
  });
}

function stepOf(task: Task, verb: string, sample: number): Step {
  const change = (found: TaskState | undefined): TaskState => {
    if (found === undefined) return task;
    if (found instanceof DeletedTask) return found.restore(task, NOW);
    return verb === 'delete' ? found.delete(NOW) : found.edit(contentSample(sample), NOW);
  };
  return { id: task.id, change };
}

function toggleStep(id: Task['id']): Step {
  return { id, change: (found) => (found as Task).toggle(NOW) };
}

function undo(owner: TestOwner, seq: Seq): Promise<unknown> {
  return new UndoChange(owner.tasks, { now: () => NOW }).execute(owner.id, seq, SOMEONE);
}

/** Returns the content of an owner's tasks, by id. */
async function stateOf(owner: TestOwner): Promise<Map<string, unknown>> {
  const tasks = await owner.list(ALL);
  return new Map(tasks.map((task) => [task.id, contentOf(task)] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Reads an owner's log while it grows to `length` changes. Expects each page to have only whole operations. */
async function follow(owner: TestOwner, length: number): Promise<Change[]> {
  const log: Change[] = [];
  while (log.length < length) {
    const { changes, last } = await owner.tasks.changes(owner.id, { since: log.at(-1)?.seq ?? SEQ_ZERO, limit: 1_000 });
    log.push(...changes);
    expect(log.at(-1)?.seq ?? 0).to.equal(last);
    for (const all of Map.groupBy(log, ({ operation }) => operation).values()) expect(all.length).to.be.oneOf([1, 5]);
    await new Promise(setImmediate);
  }
  return log;
}

/** Expects the changes of each operation to have consecutive seqs. */
function expectContiguous(log: readonly Change[]): void {
  for (const [i, { seq, operation }] of log.entries()) {
    const previous = log[i - 1];
    expect(operation).to.be.oneOf([seq, previous?.operation]);
  }
}
