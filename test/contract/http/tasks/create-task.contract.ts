import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, expectFieldError, type FieldError, taskIn } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { newUserForEach } from '../test-user.ts';

const CRAB = '🦀';

/** The contract tests for creating a task whose id the server generates. */
export function createTaskContract(store: StoreUnderTest): void {
  describe(`POST /tasks on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('creates a task, and returns its URL in Location', async () => {
      const answer = await ask('POST', user.tasks, { body: { title: 'Buy milk' } });
      const task = taskIn(answer, 201);
      expect(task).to.include({ user_id: user.id, title: 'Buy milk', description: null, completed: false });
      expect(task.created_at).to.equal(task.updated_at);
      expect(answer.headers.location).to.equal(`${user.path}/tasks/${task.id}`);
      expect((await ask('GET', user.base + answer.headers.location)).json).to.deep.equal(task);
    });

    it('accepts the fields `description` and `completed`', async () => {
      const body = { title: 'Buy milk', description: '2 l', completed: true };
      expect(await user.createTask(body)).to.include(body);
    });

    it('accepts a user id in upper case, and answers in lower case', async () => {
      const tasks = `${user.base}/api/${user.id.toUpperCase()}/tasks`;
      const answer = await ask('POST', tasks, { body: { title: 'x' } });
      expect(taskIn(answer, 201).user_id).to.equal(user.id);
      const again = await ask('GET', `${tasks}/${answer.json.id.toUpperCase()}`);
      expect(again.json).to.deep.equal(answer.json);
    });

    it('ignores unknown fields and fields that the server sets', async () => {
      const body = `{"title": "x", "id": "${randomUUID()}", "user_id": "${randomUUID()}", "created_at": "2001-01-01T00:00:00Z",
          "updated_at": 5, "completed_at": 7, "urgency": [{}], "__proto__": {"completed": true, "polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}`;
      const task = taskIn(await ask('POST', user.tasks, { body }), 201);
      expect(body).not.to.include(task.id).and.not.to.include(task.user_id);
      expect(task.completed).to.equal(false);
      expect(Date.parse(task.created_at)).to.be.closeTo(Date.now(), 60_000);
      expect({}).not.to.have.property('polluted');
    });

    const rejected: [what: string, body: unknown, type: string, field?: string][] = [
      ['no title', {}, 'missing', 'title'],
      ['a title of null', { title: null }, 'string_type', 'title'],
      ['a number for a title', { title: 5 }, 'string_type', 'title'],
      ['the number 1e400 for a title', '{"title": 1e400}', 'string_type', 'title'],
      ['a list for a title', { title: ['x'] }, 'string_type', 'title'],
      ['an empty title', { title: '' }, 'string_too_short', 'title'],
      ['a blank title', { title: ' \t\n\u00a0\u3000' }, 'value_error', 'title'],
      ['a title of 256 letters', { title: 'x'.repeat(256) }, 'string_too_long', 'title'],
      ['a title of 256 emoji', { title: CRAB.repeat(256) }, 'string_too_long', 'title'],
      ['NUL in a title', { title: 'a\0b' }, 'string_unicode', 'title'],
      ['a lone surrogate in a title', '{"title": "\\ud83e"}', 'string_unicode', 'title'],
      [
        'a description of 2,001 emoji',
        { title: 'x', description: CRAB.repeat(2001) },
        'string_too_long',
        'description',
      ],
      ['NUL in a description', { title: 'x', description: '\0' }, 'string_unicode', 'description'],
      ['a number for a description', { title: 'x', description: 1 }, 'string_type', 'description'],
      ['completed of null', { title: 'x', completed: null }, 'bool_type', 'completed'],
      ['a string for completed', { title: 'x', completed: 'true' }, 'bool_type', 'completed'],
      ['a number for completed', { title: 'x', completed: 1 }, 'bool_type', 'completed'],
      ['a list', [{ title: 'x' }], 'model_attributes_type'],
      ['null', 'null', 'model_attributes_type'],
      ['a string', '"title"', 'model_attributes_type'],
      ['33 levels of nesting', `{"title": "x", "a": ${'['.repeat(32)}${']'.repeat(32)}}`, 'value_error'],
      ['10,000 levels of nesting', `{"title": "x", "a": ${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 'value_error'],
    ];
    for (const [what, body, type, field] of rejected) {
      it(`answers 422 to ${what}, and creates nothing`, async () => {
        expectFieldError(await ask('POST', user.tasks, { body }), {
          type,
          loc: field === undefined ? ['body'] : ['body', field],
        });
        expect((await ask('GET', user.tasks)).json).to.deep.equal([]);
      });
    }

    it('accepts 32 levels of nesting in an unknown field', async () => {
      taskIn(await ask('POST', user.tasks, { body: `{"title": "x", "a": ${'['.repeat(31)}${']'.repeat(31)}}` }), 201);
    });

    it('reports all validation errors at once, in the order path, query, body', async () => {
      const body = { title: '', description: 1, completed: 'no' };
      const answer = await ask('POST', `${user.base}/api/nobody/tasks`, { body });
      const found = errorIn(answer, 422, 'validation_failed').map(({ type, loc }: FieldError) => [type, ...loc]);
      expect(found).to.deep.equal([
        ['uuid_parsing', 'path', 'user_id'],
        ['string_too_short', 'body', 'title'],
        ['string_type', 'body', 'description'],
        ['bool_type', 'body', 'completed'],
      ]);
    });

    it('reports too deep nesting of the body in the same 422 response as other validation errors', async () => {
      const answer = await ask('POST', `${user.base}/api/nobody/tasks`, { body: '['.repeat(40) + ']'.repeat(40) });
      const found = errorIn(answer, 422, 'validation_failed').map(({ loc }: FieldError) => loc);
      expect(found).to.deep.equal([['path', 'user_id'], ['body']]);
    });

    it('loses no task when a hundred clients create and list tasks concurrently', async () => {
      const creates = times(100, (i) => ask('POST', user.tasks, { body: { title: `${i}` } }));
      const lists = times(100, () => ask('GET', user.tasks));
      for (const answer of await Promise.all(creates)) taskIn(answer, 201);
      for (const answer of await Promise.all(lists)) expect(answer.status).to.equal(200);
      const titles = (await user.listTasks()).map(({ title }) => title);
      expect(new Set(titles).size).to.equal(100);
    });
  });
}
