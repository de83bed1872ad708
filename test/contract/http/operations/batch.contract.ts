import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { etagOf, type TaskJson } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { newUserForEach } from '../test-user.ts';
import { send } from '../write-requests.ts';
import { batch, runBatch } from './operation-requests.ts';

/** The contract tests for a batch request that succeeds. */
export function batchContract(store: StoreUnderTest): void {
  describe(`POST /tasks/batch on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('runs commands of every kind in order, and returns the state of each task right after its command', async () => {
      const [a, b, c, d, e] = (await Promise.all(times(5, (i) => user.createTask({ title: `${i}` })))) as TaskJson[];
      const id = randomUUID();
      const { results, operation } = await runBatch(user, [
        { op: 'create', task: { title: 'new', tags: ['x'], due: '2026-03-29' } },
        { op: 'create', id, task: { title: 'own id' } },
        { op: 'edit', id: a?.id, task: { title: 'edited', add_tags: ['y'] } },
        { op: 'complete', id: b?.id },
        { op: 'toggle', id: c?.id },
        { op: 'delete', id: d?.id },
        { op: 'complete', id: e?.id },
        { op: 'reopen', id: e?.id },
      ]);
      expect(operation).to.equal(6);
      expect(results.map(({ status }) => status)).to.deep.equal([201, 201, 200, 200, 200, 200, 200, 200]);
      const expected = [
        ...[
          { title: 'new', due: '2026-03-29' },
          { id, title: 'own id' },
          { id: a?.id, title: 'edited' },
        ],
        ...[{ id: b?.id, completed: true }, { id: c?.id, completed: true }, null],
        ...[
          { id: e?.id, completed: true },
          { id: e?.id, completed: false },
        ],
      ];
      for (const [i, fields] of expected.entries()) {
        if (fields === null) expect(results[i]?.task).to.equal(null);
        else expect(results[i]?.task).to.include(fields);
      }
      expect(results[2]?.task?.tags).to.deep.equal(['y']);
      for (const i of [0, 1, 2, 3, 4, 7]) {
        const { task } = results[i] as { task: TaskJson };
        expect((await ask('GET', `${user.tasks}/${task.id}`)).json).to.deep.equal(task);
      }
      expect((await ask('GET', `${user.tasks}/${d?.id}`)).status).to.equal(404);
    });

    it('logs the changes of its commands in order and without a gap, all under one operation number', async () => {
      await user.createTask();
      const { results } = await runBatch(
        user,
        times(100, (i) => ({ op: 'create', task: { title: `${i}` } })),
      );
      await user.createTask();
      const log = await user.log();
      expect(log.map(({ operation }) => operation)).to.deep.equal([1, ...times(100, () => 2), 102]);
      expect(log.slice(1, -1).map(({ task }) => task)).to.deep.equal(results.map(({ task }) => task));
    });

    it('applies each command to the task as the earlier commands of the request have left it', async () => {
      const id = randomUUID();
      const { results } = await runBatch(user, [
        { op: 'create', id, task: { title: 'a' } },
        { op: 'edit', id, version: 1, task: { title: 'b' } },
        { op: 'toggle', id, version: 2 },
        { op: 'toggle', id, version: 3 },
        { op: 'edit', id, task: { add_tags: ['x'] } },
        { op: 'edit', id, task: { add_tags: ['y'] } },
        { op: 'delete', id, version: 6 },
      ]);
      expect(results.map(({ task }) => task?.title)).to.deep.equal(['a', 'b', 'b', 'b', 'b', 'b', undefined]);
      expect(results[5]?.task?.tags).to.deep.equal(['x', 'y']);
      const times = results.slice(0, -1).map(({ task }) => task?.updated_at);
      expect([...new Set(times)].sort()).to.deep.equal(times);
      const history = (await ask('GET', `${user.tasks}/${id}/history`)).json.changes;
      expect(history.map(({ kind }: { kind: string }) => kind)).to.deep.equal([
        ...['created', 'updated', 'completed', 'reopened', 'updated', 'updated', 'deleted'],
      ]);
    });

    it('compares the version in a command with the version of the task right before that command', async () => {
      const { id } = await user.createTask();
      const [first, second] = [
        { op: 'edit', id, version: 1, task: { title: 'y' } },
        { op: 'complete', id, version: 2 },
      ];
      const { results } = await runBatch(user, [first, second]);
      expect(results[1]?.task).to.include({ title: 'y', completed: true });
      expect(etagOf(await ask('GET', `${user.tasks}/${id}`))).to.equal('"3"');
    });

    it('returns null as the operation number, and logs nothing, if no command changes a task', async () => {
      const { id } = await user.createTask({ title: 'x', completed: true });
      const { results, operation } = await runBatch(user, [
        { op: 'complete', id },
        { op: 'complete', id, version: 1 },
      ]);
      expect(operation).to.equal(null);
      expect(results.map(({ task }) => task?.completed)).to.deep.equal([true, true]);
      expect(await user.log()).to.have.length(1);
    });

    it('logs no entry for a command that changes nothing', async () => {
      const { id } = await user.createTask({ title: 'x', completed: true });
      const { operation } = await runBatch(user, [
        { op: 'complete', id },
        { op: 'reopen', id },
        { op: 'reopen', id },
      ]);
      expect(operation).to.equal(2);
      expect(await user.log()).to.have.length(2);
    });

    it('accepts ids in upper case, and ignores unknown fields', async () => {
      const { id } = await user.createTask();
      const { results } = await runBatch(user, [
        { op: 'toggle', id: id.toUpperCase(), task: 5, unknown: true },
        { op: 'create', task: { title: 'x', completed_at: 7, id: 'x' }, version: 'x' },
      ]);
      expect(results[0]?.task?.id).to.equal(id);
    });

    it('loses no change when twenty batch requests and ten single edits change the same tasks concurrently', async () => {
      const tasks = await Promise.all(times(3, () => user.createTask()));
      const adds = (tag: string) => tasks.map(({ id }) => ({ op: 'edit', id, task: { add_tags: [tag] } }));
      // Each batch request adds one tag to every task. Ten requests keep each task below the limit of twenty tags.
      const batches = times(10, (i) => send(batch(user, adds(`batch ${i}`))));
      const edits = times(10, (i) =>
        ask('PUT', `${user.tasks}/${tasks[i % 3]?.id}`, { body: { add_tags: [`single ${i}`] } }),
      );
      const toggles = times(10, () =>
        send(
          batch(
            user,
            tasks.map(({ id }) => ({ op: 'toggle', id })),
          ),
        ),
      );
      const answers = await Promise.all([...batches, ...edits, ...toggles]);
      for (const { status, text } of answers) expect(status, text).to.equal(200);
      const all = await user.listTasks();
      for (const { tags, completed } of all) {
        expect(tags.filter((tag) => tag.startsWith('batch'))).to.have.length(10);
        expect(completed).to.equal(false);
      }
      expect(all.flatMap(({ tags }) => tags)).to.have.length(30 + 10);
      const log = await user.log();
      expect(log).to.have.length(3 + 30 + 10 + 30);
      const sizes = Map.groupBy(log, ({ operation }) => operation);
      for (const [first, entries] of sizes) {
        expect(entries.map(({ seq }) => seq)).to.deep.equal(times(entries.length, (i) => first + i));
      }
      expect([...sizes.values()].filter(({ length }) => length === 3)).to.have.length(20);
    });
  });
}
