import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, etagOf, expectFieldError, seqOf, taskIn } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { CREATE_ONLY } from '../headers.ts';
import { newUserForEach } from '../test-user.ts';
import { createOnly, del, execute, expectPreconditionFailed, put, putNew, send, undo } from '../write-requests.ts';

/** The contract tests for creating a task under an id that the client chose. */
export function putNewTaskContract(store: StoreUnderTest): void {
  describe(`PUT with If-None-Match: * on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('creates a task under the id that the client chose', async () => {
      const url = `${user.tasks}/${randomUUID()}`;
      const body = { title: 'x', description: 'y', completed: true, id: randomUUID(), created_at: 'z' };
      const answer = await send(createOnly(put(url, body)));
      const task = taskIn(answer, 201);
      expect(user.base + answer.headers.location).to.equal(url);
      expect(`${user.tasks}/${task.id}`).to.equal(url);
      expect(task).to.include({ title: 'x', description: 'y', completed: true });
      expect(task.created_at).to.equal(task.updated_at);
      expect([etagOf(answer), seqOf(answer)]).to.deep.equal(['"1"', 1]);
      expect((await ask('GET', url)).json).to.deep.equal(task);
      expect((await ask('GET', user.tasks)).json).to.deep.equal([task]);
      expect((await user.log())[0]).to.deep.include({ kind: 'created', version: 1, task });
    });

    it('answers 422 without a valid title, and requires no other field', async () => {
      const url = `${user.tasks}/${randomUUID()}`;
      for (const body of [{}, { description: 'y' }, { completed: true }]) {
        expectFieldError(await send(createOnly(put(url, body))), { type: 'missing', loc: ['body', 'title'] });
      }
      for (const body of [
        { title: null },
        { title: ' ' },
        { title: 'x', completed: null },
        { title: 'x', description: 1 },
      ]) {
        errorIn(await send(createOnly(put(url, body))), 422, 'validation_failed');
      }
      errorIn(await ask('GET', url), 404, 'task_not_found');
      const task = taskIn(await send(createOnly(put(url, { title: 'x' }))), 201);
      expect(task).to.include({ description: null, completed: false });
    });

    it('answers 412 with the current ETag while the task exists, and does not change the task', async () => {
      const write = putNew(user);
      await execute(write);
      expectPreconditionFailed(await send(write), '"1"');
      const { json: task } = await execute(put(write.url, { title: 'changed' }));
      expectPreconditionFailed(await send(write), '"2"');
      expect((await ask('GET', write.url)).json).to.deep.equal(task);
      const posted = await user.createTaskUrl();
      expectPreconditionFailed(await send(createOnly(put(posted, { title: 'x' }))), '"1"');
      expect(await user.log()).to.have.length(3);
    });

    it('answers 412 for the id of a deleted task, or of a task whose creation was undone', async () => {
      const [deleted, undone] = [putNew(user), putNew(user)];
      await execute(deleted);
      await execute(del(deleted.url));
      await execute(undo(user, seqOf(await execute(undone))));
      const posted = await user.createTaskUrl();
      await execute(del(posted));
      for (const url of [deleted.url, undone.url, posted]) {
        const answer = await send(createOnly(put(url, { title: 'x' })));
        errorIn(answer, 412, 'precondition_failed');
        errorIn(await ask('GET', url), 404, 'task_not_found');
      }
      expect((await ask('GET', user.tasks)).text).to.equal('[]');
    });

    it('creates one task when a hundred concurrent requests have the same id', async () => {
      const url = `${user.tasks}/${randomUUID()}`;
      const all = times(100, (i) => createOnly(put(url, { title: `${i}` })));
      const answers = await Promise.all(all.map((write) => send(write)));
      const created = answers.filter(({ status }) => status === 201);
      expect(created).to.have.length(1);
      for (const answer of answers.filter(({ status }) => status !== 201)) expectPreconditionFailed(answer, '"1"');
      expect((await ask('GET', user.tasks)).json).to.deep.equal([created[0]?.json]);
    });

    it('creates a task once when fifty PUTs and fifty DELETEs of one id run concurrently, and at most one DELETE deletes the task', async () => {
      const write = putNew(user);
      const answers = await Promise.all(times(100, (i) => send(i % 2 === 0 ? write : del(write.url))));
      expect(answers.filter(({ status }) => status === 201)).to.have.length(1);
      for (const { status } of answers) expect(status).to.be.oneOf([200, 201, 404, 412]);
      const kinds = (await user.log()).map(({ kind }) => kind);
      expect(kinds.join()).to.be.oneOf(['created', 'created,deleted']);
    });

    it('creates a task under an id that a task of another user already has', async () => {
      const write = putNew(user);
      const { json: theirs } = await execute(write);
      const [stranger, id] = [user.stranger().tasks, theirs.id];
      const ours = taskIn(await send({ ...write, url: `${stranger}/${id}` }), 201);
      expect((await ask('GET', `${stranger}/${id}`)).json).to.deep.equal(ours);
      await execute(del(`${stranger}/${id}`));
      expect((await ask('GET', write.url)).json).to.deep.equal(theirs);
      expect((await ask('GET', user.tasks)).json).to.deep.equal([theirs]);
    });

    it('accepts any UUID in upper or lower case, and answers in lower case', async () => {
      const ids = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', randomUUID()];
      for (const id of ids) {
        const answer = await send(createOnly(put(`${user.tasks}/${id.toUpperCase()}`, { title: 'x' })));
        expect(taskIn(answer, 201).id).to.equal(id);
        expect(user.base + answer.headers.location).to.equal(`${user.tasks}/${id}`);
        expectPreconditionFailed(await send(createOnly(put(`${user.tasks}/${id}`, { title: 'x' }))), '"1"');
      }
    });

    it('creates no task and changes no task if the request also has If-Match', async () => {
      const [missing, url] = [`${user.tasks}/${randomUUID()}`, await user.createTaskUrl()];
      for (const tags of ['"1"', '"2"', '*']) {
        const both = { ...CREATE_ONLY, 'If-Match': tags };
        expect((await send({ ...put(missing, { title: 'y' }), headers: both })).status).to.be.oneOf([404, 412]);
        expectPreconditionFailed(await send({ ...put(url, { title: 'y' }), headers: both }), '"1"');
      }
      errorIn(await ask('GET', missing), 404, 'task_not_found');
      expect(await user.log()).to.have.length(1);
    });

    it('is required to create a task: a PUT without If-None-Match answers 404', async () => {
      const url = `${user.tasks}/${randomUUID()}`;
      errorIn(await send(put(url, { title: 'x' })), 404, 'task_not_found');
      errorIn(await ask('GET', url), 404, 'task_not_found');
    });
  });
}
