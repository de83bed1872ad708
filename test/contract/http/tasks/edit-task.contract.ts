import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, taskIn } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';

/** The contract tests for editing a task by PUT, and by PATCH as application/json. */
export function editTaskContract(store: StoreUnderTest): void {
  describe(`an edit by PUT or PATCH /tasks/{task_id} on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('changes the fields in the body of a PUT, and keeps the other fields', async () => {
      const task = await user.createTask({ title: 'Buy milk', description: '2 l' });
      const url = `${user.tasks}/${task.id}`;
      const titled = taskIn(await ask('PUT', url, { body: { title: 'Buy oat milk' } }), 200);
      expect(titled).to.deep.equal({ ...task, title: 'Buy oat milk', updated_at: titled.updated_at });
      const done = taskIn(await ask('PUT', url, { body: { completed: true } }), 200);
      expect(done).to.deep.equal({
        ...titled,
        completed: true,
        updated_at: done.updated_at,
        completed_at: done.updated_at,
      });
      const cleared = taskIn(await ask('PUT', url, { body: { description: null } }), 200);
      expect(cleared).to.deep.equal({ ...done, description: null, updated_at: cleared.updated_at });
      const same = taskIn(await ask('PUT', url, { body: {} }), 200);
      expect(same).to.deep.equal({ ...cleared, updated_at: same.updated_at });
      expect((await ask('GET', url)).json).to.deep.equal(same);
    });

    it('gets 422 for invalid fields and 400 for an empty body of a PUT, and changes nothing', async () => {
      const task = await user.createTask({ title: 'x' });
      const url = `${user.tasks}/${task.id}`;
      for (const body of [
        { title: null },
        { title: '' },
        { completed: null },
        { description: 5 },
        { title: 'y', completed: 'z' },
      ]) {
        errorIn(await ask('PUT', url, { body }), 422, 'validation_failed');
      }
      errorIn(await ask('PUT', url, { body: '' }), 400, 'malformed_json');
      expect((await ask('GET', url)).json).to.deep.equal(task);
    });

    it('ignores fields in the body of a PUT that only the server sets', async () => {
      const task = await user.createTask({ title: 'x' });
      const body = {
        id: randomUUID(),
        user_id: randomUUID(),
        created_at: '2001-01-01T00:00:00.000Z',
        updated_at: null,
      };
      const changed = taskIn(await ask('PUT', `${user.tasks}/${task.id}`, { body }), 200);
      expect(changed).to.deep.equal({ ...task, updated_at: changed.updated_at });
    });

    it('increases updated_at every time, and never changes created_at', async () => {
      const task = await user.createTask({ title: 'x' });
      let before = task.updated_at;
      for (let i = 0; i < 20; i++) {
        const changed = taskIn(await ask('PUT', `${user.tasks}/${task.id}`, { body: { title: `${i}` } }), 200);
        expect(changed.updated_at > before, `${changed.updated_at} > ${before}`).to.equal(true);
        expect(changed.created_at).to.equal(task.created_at);
        before = changed.updated_at;
      }
    });

    it('is read as a merge patch if it is a PATCH with the media type application/json', async () => {
      const url = await user.createTaskUrl();
      const answer = await ask('PATCH', url, { body: { description: 'y', title: 'z' } });
      expect(taskIn(answer, 200)).to.include({ title: 'z', description: 'y' });
      expect(taskIn(await ask('PATCH', url, { body: { description: null } }), 200).description).to.equal(null);
    });
  });
}
