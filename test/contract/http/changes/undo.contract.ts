import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import {
  allChanges,
  changeIn,
  errorIn,
  etagOf,
  expectFieldError,
  seqOf,
  type TaskJson,
  taskIn,
} from '../../../support/answers.ts';
import { SEED } from '../../../support/seed.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { newUserForEach } from '../test-user.ts';
import { send, toggle } from '../write-requests.ts';
import { everyHistory, perform } from './random-history.ts';

/** The contract tests for undoing a change. */
export function undoContract(store: StoreUnderTest): void {
  describe(`POST /changes/{seq}/undo on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('deletes a task by undoing its creation, and restores the task when the deletion is undone', async () => {
      const task = await user.createTask({ title: 'x', description: 'y', completed: true });
      const answer = await user.undo(1);
      expect(changeIn(answer)).to.include({ seq: 2, kind: 'deleted', task_id: task.id, version: 2, task: null });
      expect(seqOf(answer)).to.equal(2);
      expect(answer.headers).not.to.have.property('etag');
      errorIn(await ask('GET', `${user.tasks}/${task.id}`), 404, 'task_not_found');
      const redone = await user.undo(2);
      expect(changeIn(redone)).to.include({ seq: 3, kind: 'restored', task_id: task.id, version: 3 });
      expect([seqOf(redone), etagOf(redone)]).to.deep.equal([3, '"3"']);
      expectSame(redone.json.task, task);
      expect((await ask('GET', user.tasks)).json).to.deep.equal([redone.json.task]);
      expect(await allChanges(user.changes, 500, 1)).to.deep.equal([answer.json, redone.json]);
      expect(changeIn(await user.undo(3))).to.include({ kind: 'deleted', version: 4 });
    });

    it('reverts every field of an edit, and applies the edit again when the undo is undone', async () => {
      const task = await user.createTask({ title: 'x', description: 'y' });
      const url = `${user.tasks}/${task.id}`;
      const edited = taskIn(await ask('PUT', url, { body: { title: 'z', description: null, completed: true } }), 200);
      const back = await user.undo(2);
      expectSame(changeIn(back).task, task, edited);
      expect((await ask('GET', url)).json).to.deep.equal(back.json.task);
      expectSame(changeIn(await user.undo(3)).task, edited, back.json.task);
      expect(etagOf(await ask('GET', url))).to.equal('"4"');
    });

    it('undoes several changes one by one, from the last to the first', async () => {
      const url = await user.createTaskUrl();
      const states = [(await ask('GET', url)).json];
      for (const body of [{ title: 'a' }, { title: 'b' }, { description: 'c' }, { completed: true }, {}]) {
        states.push((await ask('PUT', url, { body })).json);
      }
      for (let seq = 6; seq > 1; seq--) expectSame(changeIn(await user.undo(seq)).task, states[seq - 2]);
      expect(changeIn(await user.undo(1)).task).to.equal(null);
    });

    it('answers 409 to a second undo of the same change, with the seq of the first undo', async () => {
      const url = await user.createTaskUrl();
      await user.createTaskUrl();
      const writes = [
        () => ask('PUT', url, { body: { title: 'y' } }),
        () => send(toggle(url)),
        () => ask('DELETE', url),
        () => ask('POST', user.tasks, { body: { title: 'z' } }),
      ];
      for (const write of writes) {
        const seq = seqOf(await write());
        await user.undo(seq);
        const log = await user.log();
        const again = await user.undo(seq);
        errorIn(again, 409, 'change_in_the_way', 'conflicting_seq');
        expect(again.json.conflicting_seq).to.equal(seq + 1);
        expect(await user.log()).to.deep.equal(log);
      }
    });

    it('answers 409 while the task’s content is not the one that the change to undo wrote, and 200 once it is again', async () => {
      const url = await user.createTaskUrl();
      await send(toggle(url));
      await send(toggle(url));
      await user.createTaskUrl();
      const rejected = await user.undo(2);
      errorIn(rejected, 409, 'change_in_the_way', 'conflicting_seq');
      expect(rejected.json.conflicting_seq).to.equal(3);
      await send(toggle(url));
      expect(changeIn(await user.undo(2))).to.include({ kind: 'reopened' });
      expect(changeIn(await user.undo(1))).to.include({ kind: 'deleted' });
    });

    it('answers 409 with the seq of a later change if the task has changed since', async () => {
      const url = await user.createTaskUrl();
      await ask('PUT', url, { body: { title: 'y' } });
      await user.createTaskUrl();
      await ask('PUT', url, { body: { description: 'z' } });
      await ask('DELETE', url);
      await user.createTaskUrl();
      for (const [seq, since] of [
        [1, [2, 4, 5]],
        [2, [4, 5]],
        [4, [5]],
      ] as const) {
        const answer = await user.undo(seq);
        errorIn(answer, 409, 'change_in_the_way', 'conflicting_seq');
        expect(answer.json.conflicting_seq).to.be.oneOf([...since]);
      }
      for (const seq of [5, 4, 2, 1]) changeIn(await user.undo(seq));
      expect((await ask('GET', user.tasks)).json).to.have.length(2);
    });

    it('answers 409 as problem details of RFC 9457 if the client accepts them', async () => {
      const url = await user.createTaskUrl();
      await send(toggle(url));
      const answer = await ask('POST', `${user.changes}/1/undo`, { headers: { Accept: 'application/problem+json' } });
      expect([answer.status, answer.headers['content-type']]).to.deep.equal([409, 'application/problem+json']);
      expect(answer.json).to.include({ status: 409, code: 'change_in_the_way', conflicting_seq: 2 });
    });

    it('undoes a change only once when twenty concurrent requests undo the same change', async () => {
      const url = await user.createTaskUrl();
      for (const write of [() => ask('PUT', url, { body: { title: 'y' } }), () => ask('DELETE', url)]) {
        const seq = seqOf(await write());
        const answers = await Promise.all(times(20, () => user.undo(seq)));
        const rejected = answers.filter(({ status }) => status !== 200);
        expect(rejected).to.have.length(19);
        for (const answer of rejected) {
          errorIn(answer, 409, 'change_in_the_way', 'conflicting_seq');
          expect(answer.json.conflicting_seq).to.equal(seq + 1);
        }
      }
    });

    it('answers 404 to a seq that the user’s log does not contain', async () => {
      await user.createTaskUrl();
      for (const seq of [2, 1000, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
        errorIn(await user.undo(seq), 404, 'change_not_found');
      }
      errorIn(await user.stranger().undo(1), 404, 'change_not_found');
      expect(await user.log()).to.have.length(1);
    });

    for (const seq of ['x', '-1', '1.5', '1e0', '0x1', '%20', '%00', '%F0%9F%A6%80']) {
      it(`answers 422 to the seq ${seq}`, async () => {
        expectFieldError(await ask('POST', `${user.changes}/${seq}/undo`), { loc: ['path', 'seq'] });
      });
    }

    it('answers either 404 or 422 to the seq 0 and to a seq above Number.MAX_SAFE_INTEGER', async () => {
      for (const seq of ['0', '9007199254740992', '9'.repeat(30)]) {
        expect((await ask('POST', `${user.changes}/${seq}/undo`)).status).to.be.oneOf([404, 422]);
      }
    });

    it(`restores the tasks as they were before the undone change, for every change of a random history (SEED=${SEED})`, async () => {
      await everyHistory(user, 30, async (history) => {
        for (const step of history) {
          const before = await user.listTasks();
          const answer = await perform(user, step);
          if (answer === undefined) continue;
          const between = await user.listTasks();
          const reverted = changeIn(await user.undo(seqOf(answer)));
          const after = await user.listTasks();
          expect(after.map(timeless)).to.deep.equal(before.map(timeless));
          for (const [i, task] of after.entries()) {
            const earlier = [before[i], between.find(({ id }) => id === task.id)];
            if (task.id === reverted.task_id) expectSame(task, ...earlier);
            else expect(task).to.deep.equal(before[i]);
          }
          // Redo the change by undoing the undo, so that later writes still have tasks to change.
          await user.undo(reverted.seq);
          expect((await user.listTasks()).map(timeless)).to.deep.equal(between.map(timeless));
        }
      });
    });

    it(`undoes all changes of a random history until no task is left, then undoes the undos (SEED=${SEED})`, async () => {
      await everyHistory(user, 30, async (history) => {
        const states = [await user.listTasks()];
        for (const step of history) if ((await perform(user, step)) !== undefined) states.push(await user.listTasks());
        const count = states.length - 1;
        for (let seq = count; seq > 0; seq--) {
          changeIn(await user.undo(seq));
          expect((await user.listTasks()).map(timeless)).to.deep.equal(states[seq - 1]?.map(timeless));
        }
        expect(await user.listTasks()).to.deep.equal([]);
        for (let seq = 2 * count; seq > count; seq--) changeIn(await user.undo(seq));
        expect((await user.listTasks()).map(timeless)).to.deep.equal(states[count]?.map(timeless));
        const log = await user.log();
        expect(log.map(({ seq }) => seq)).to.deep.equal(times(3 * count, (i) => i + 1));
        for (const id of new Set(log.map(({ task_id }) => task_id))) {
          const own = log.filter(({ task_id }) => task_id === id);
          expect(own.map(({ version }) => version)).to.deep.equal(times(own.length, (i) => i + 1));
        }
      });
    });
  });
}

/** Expects that a task has the content of `earlier[0]`, and a later updated_at than each state in `earlier`. */
function expectSame(task: TaskJson | null, ...earlier: (TaskJson | null | undefined)[]): void {
  expect(task && timeless(task)).to.deep.equal(earlier[0] && timeless(earlier[0]));
  for (const before of earlier) if (task && before) expect(task.updated_at > before.updated_at).to.equal(true);
}

function timeless({ updated_at: _, ...rest }: TaskJson): object {
  return rest;
}
