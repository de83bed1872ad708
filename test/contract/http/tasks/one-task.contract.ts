import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, expectFieldError } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';

/** The contract tests for the routes of one task: deletion, access by other users, and invalid ids. */
export function oneTaskContract(store: StoreUnderTest): void {
  describe(`a single task on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('is deleted once: every later request for the task gets 404', async () => {
      const task = await user.createTask({ title: 'x' });
      const url = `${user.tasks}/${task.id}`;
      const answer = await ask('DELETE', url);
      expect([answer.status, answer.text]).to.deep.equal([200, '{"ok":true}']);
      expect((await ask('GET', user.tasks)).json).to.deep.equal([]);
      for (const [method, path] of onOneTask(url))
        errorIn(await ask(method, path, bodyFor(method)), 404, 'task_not_found');
    });

    it('is hidden from other users, who get the same 404 as for an id that does not exist', async () => {
      const task = await user.createTask({ title: 'x' });
      const stranger = user.stranger().tasks;
      for (const [i, [method, path]] of onOneTask(`${stranger}/${task.id}`).entries()) {
        const theirs = await ask(method, path, bodyFor(method));
        const missing = await ask(method, onOneTask(`${stranger}/${randomUUID()}`)[i]?.[1] as string, bodyFor(method));
        expect(theirs.status).to.equal(missing.status);
        expect(theirs.json).to.deep.equal({
          detail: 'Task not found',
          code: 'task_not_found',
          request_id: theirs.json.request_id,
        });
        expect({ ...missing.json, request_id: '' }).to.deep.equal({ ...theirs.json, request_id: '' });
      }
      expect((await ask('GET', `${user.tasks}/${task.id}`)).json).to.deep.equal(task);
    });

    for (const id of [
      'x',
      '1',
      '%00',
      '%20',
      "'",
      '00000000-0000-0000-0000-00000000000g',
      '{00000000-0000-0000-0000-000000000000}',
      '%F0%9F%A6%80',
    ]) {
      it(`must have a UUID as id: every route answers 422 to the id ${id}`, async () => {
        for (const [method, path] of onOneTask(`${user.stranger().tasks}/${id}`)) {
          expectFieldError(await ask(method, path, bodyFor(method)), {
            type: 'uuid_parsing',
            loc: ['path', 'task_id'],
          });
        }
      });
    }
  });
}

function onOneTask(url: string): [method: string, url: string][] {
  return [
    ['GET', url],
    ['PUT', url],
    ['PATCH', `${url}/complete`],
    ['DELETE', url],
  ];
}

function bodyFor(method: string): { body?: unknown } {
  return method === 'PUT' ? { body: { title: 'y' } } : {};
}
