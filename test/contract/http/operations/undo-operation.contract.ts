import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { changeIn, errorIn, pageIn, seqOf, type TaskJson } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { createAll } from '../filter/find-requests.ts';
import { newUserForEach, type TestUser } from '../test-user.ts';
import { del, execute, ifMatch, ifNoneMatch, patch, send, toggle, undo } from '../write-requests.ts';
import { deleteMatching, editMatching, expectNothingDone, runBatch, runMatching } from './operation-requests.ts';

const CONTENT = [
  'title',
  'description',
  'completed',
  'completed_at',
  'priority',
  'tags',
  'list',
  'start',
  'due',
] as const;

/** The contract tests for undoing all changes of one request. */
export function undoOperationHttpContract(store: StoreUnderTest): void {
  describe(`the undo of an operation (all changes of one request) on ${store.name}`, () => {
    const user = newUserForEach(store);

    /** Creates two tasks, then sends a batch request with six commands, which make the changes 3 to 8. */
    async function someBatch(): Promise<void> {
      const [a, b] = await createAll(user, [
        { title: 'a', tags: ['x'] },
        { title: 'b', completed: true },
      ]);
      const id = randomUUID();
      const { operation } = await runBatch(user, [
        { op: 'create', id, task: { title: 'c' } },
        { op: 'edit', id: a?.id, task: { title: 'A', add_tags: ['y'], due: '2026-03-29' } },
        { op: 'edit', id: a?.id, task: { title: 'AA' } },
        { op: 'reopen', id: b?.id },
        { op: 'delete', id: b?.id },
        { op: 'toggle', id },
      ]);
      expect(operation).to.equal(3);
    }

    it('reverts all changes of a batch request as one operation, whichever of its changes the URL names', async () => {
      for (const seq of [3, 5, 8]) {
        user.renew();
        await someBatch();
        const answer = await user.undo(seq);
        expect(answer.status, answer.text).to.equal(200);
        expect(Object.keys(answer.json)).to.deep.equal(['operation', 'changes']);
        expect(answer.json.operation).to.equal(9);
        expect(seqOf(answer)).to.equal(14);
        expect(answer.headers).not.to.have.property('etag');
        const log = (await user.log()).slice(8);
        expect(answer.json.changes).to.deep.equal(log);
        expect(log.map(({ operation }) => operation)).to.deep.equal(times(6, () => 9));
        expect(log.map(({ kind }) => kind)).to.deep.equal([
          ...['reopened', 'restored', 'completed', 'updated', 'updated', 'deleted'],
        ]);
        expect(await contents(user)).to.deep.equal(await contents(user, 2));
      }
    });

    it('can itself be undone, and so can each further undo', async () => {
      await someBatch();
      for (const [undone, same] of [
        [3, 2],
        [9, 8],
        [15, 2],
        [21, 8],
      ] as const) {
        expect((await user.undo(undone)).status).to.equal(200);
        expect(await contents(user)).to.deep.equal(await contents(user, same));
      }
    });

    it('restores all tasks of a bulk edit and of a bulk deletion', async () => {
      await createAll(
        user,
        times(30, (i) => ({ title: `${i}`, tags: i % 3 === 0 ? ['x'] : ['y'], priority: 'low' })),
      );
      const x = { filter: 'tag = x', max_affected: 100 };
      const edited = await runMatching(editMatching(user, x, { title: 'same', tags: [], completed: true }), 10);
      expect((await user.undo(seqOf(edited))).json.changes).to.have.length(10);
      expect(await contents(user)).to.deep.equal(await contents(user, 30));
      const deleted = await runMatching(deleteMatching(user, x), 10);
      expect((await user.undo(deleted.json.operation)).json.changes).to.have.length(10);
      expect(await contents(user)).to.deep.equal(await contents(user, 30));
    });

    it('has the response format of the undo of a single write if the operation has only one change', async () => {
      const task = await user.createTask();
      await runBatch(user, [{ op: 'toggle', id: task.id }]);
      expect(changeIn(await user.undo(2))).to.include({ seq: 3, operation: 3, kind: 'reopened' });
      const edited = await runMatching(editMatching(user, { filter: 'title = x', max_affected: 1 }, { title: 'y' }), 1);
      expect(changeIn(await user.undo(seqOf(edited)))).to.include({ seq: 5, kind: 'updated' });
    });

    it('answers 409 with the seq of the conflicting change, and reverts nothing, if one of the tasks has changed again', async () => {
      for (const later of [
        (url: string) => execute(patch(url, { title: 'z' })),
        (url: string) => execute(del(url)),
        (url: string) => execute(toggle(url)),
      ]) {
        user.renew();
        const tasks = await createAll(
          user,
          times(5, (i) => ({ title: `${i}` })),
        );
        await runBatch(
          user,
          tasks.map(({ id }) => ({ op: 'edit', id, task: { list: 'L' } })),
        );
        const changed = seqOf(await later(`${user.tasks}/${tasks[2]?.id}`));
        await user.createTask();
        await expectNothingDone(user, async () => {
          for (const seq of [6, 8, 10]) {
            const answer = await user.undo(seq);
            errorIn(answer, 409, 'change_in_the_way', 'conflicting_seq');
            expect(answer.json.conflicting_seq).to.equal(changed);
          }
        });
        expect((await user.undo(changed)).status).to.equal(200);
        expect((await user.undo(6)).json.changes).to.have.length(5);
      }
    });

    it('answers 409 if the operation is already undone', async () => {
      await someBatch();
      await user.undo(3);
      await expectNothingDone(user, async () => {
        for (const seq of [3, 8]) errorIn(await user.undo(seq), 409, 'change_in_the_way', 'conflicting_seq');
      });
    });

    it('takes effect once when twenty concurrent requests undo the same operation', async () => {
      await someBatch();
      const answers = await Promise.all(times(20, (i) => user.undo(3 + (i % 6))));
      expect(answers.filter(({ status }) => status === 200)).to.have.length(1);
      for (const answer of answers.filter(({ status }) => status !== 200)) {
        errorIn(answer, 409, 'change_in_the_way', 'conflicting_seq');
      }
      expect(await user.log()).to.have.length(14);
    });

    it('answers 412 to If-Match or If-None-Match with a version, because a version belongs to one task', async () => {
      await someBatch();
      await expectNothingDone(user, async () => {
        for (const write of [ifMatch(undo(user, 3), '"3"'), ifNoneMatch(undo(user, 3), '"1"')]) {
          errorIn(await send(write), 412, 'precondition_failed');
        }
      });
    });

    it('replays its response byte for byte for a repeated Idempotency-Key', async () => {
      await someBatch();
      const first = await send(undo(user, 3), 'key');
      await execute(patch(`${user.tasks}/${first.json.changes[4].task_id}`, { title: 'later' }));
      const again = await send(undo(user, 3), 'key');
      expect([again.status, again.text, seqOf(again)]).to.deep.equal([200, first.text, seqOf(first)]);
      expect(again.headers).to.include({ 'idempotency-replayed': 'true' });
      errorIn(await send(undo(user, 4), 'key'), 422, 'idempotency_key_reused');
    });

    it('can be computed by a client: each entry of the change feed has its operation number, and the same task as a read with as_of', async () => {
      await someBatch();
      const { changes } = pageIn(await ask('GET', `${user.changes}?since=3&limit=2`));
      expect(changes.map(({ seq, operation }) => [seq, operation])).to.deep.equal([
        [4, 3],
        [5, 3],
      ]);
      for (const { seq, task, task_id } of await user.log()) {
        const past = await ask('GET', `${user.tasks}/${task_id}?as_of=${seq}`);
        if (task === null) expect(past.status).to.equal(404);
        else expect(past.json).to.deep.equal(task);
      }
    });
  });
}

/** Returns the content of each task by id: its current content, or its content after change `seq`. */
async function contents(user: TestUser, seq?: number): Promise<Record<string, object>> {
  const tasks: TaskJson[] = (await ask('GET', `${user.tasks}?limit=100${seq === undefined ? '' : `&as_of=${seq}`}`))
    .json;
  const entries = tasks.map((task) => [task.id, Object.fromEntries(CONTENT.map((field) => [field, task[field]]))]);
  return Object.fromEntries(entries.sort());
}
