import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { writeCursor } from '../../../../src/adapters/http/tasks/cursor.ts';
import { taskId, userId } from '../../../../src/domain/identity.ts';
import { instant } from '../../../../src/domain/instant.ts';
import type { ListPosition } from '../../../../src/domain/tasks/list-position.ts';
import { type Answer, ask } from '../../../../tools/support/client.ts';
import { errorIn, expectFieldError, type FieldError, nextOf, type TaskJson } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach, type TestUser } from '../test-user.ts';

/** The contract tests for the task list: order, filter, pages and cursors. */
export function listTasksContract(store: StoreUnderTest): void {
  describe(`GET /tasks on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('answers with an empty array and no Link header for an unknown user', async () => {
      const answer = await ask('GET', user.tasks);
      expect([answer.status, answer.text]).to.deep.equal([200, '[]']);
      expect(answer.headers).not.to.have.property('link');
    });

    it('lists the newest tasks first, and fifty of them by default', async () => {
      const all = await createMany(user, 52);
      expect((await ask('GET', user.tasks)).json).to.deep.equal(all.slice(0, 50));
      expect((await ask('GET', `${user.tasks}?limit=100`)).json).to.deep.equal(all);
      expect((await ask('GET', `${user.tasks}?limit=2&offset=3`)).json).to.deep.equal(all.slice(3, 5));
      expect((await ask('GET', `${user.tasks}?offset=52`)).text).to.equal('[]');
      expect((await ask('GET', `${user.tasks}?offset=2147483647`)).text).to.equal('[]');
    });

    it('returns the same bytes to equal GETs until a listed task is edited, and the same Content-Length without a body to HEAD', async () => {
      const tasks = [];
      for (const title of ['漢字 🙂', 'naïve', 'third']) tasks.unshift(await user.createTask({ title }));
      const page = `${user.tasks}?limit=2`;
      const first = await ask('GET', page);
      expect(first.json).to.deep.equal(tasks.slice(0, 2));
      for (let i = 0; i < 4; i++) {
        const again = await ask('GET', page);
        expect([again.text, again.headers['content-length']]).to.deep.equal([
          first.text,
          first.headers['content-length'],
        ]);
      }
      const head = await ask('HEAD', page);
      expect([head.text, head.headers['content-length']]).to.deep.equal(['', first.headers['content-length']]);
      await ask('PATCH', `${user.tasks}/${tasks[2]?.id}`, { body: { title: 'on the next page' } });
      expect((await ask('GET', page)).text).to.equal(first.text);
      await ask('PATCH', `${user.tasks}/${tasks[0]?.id}`, { body: { title: 'on the page, 漢字' } });
      expect((await ask('GET', page)).json).to.have.nested.property('[0].title', 'on the page, 漢字');
    });

    it('filters by `completed`, which may be true, 1, yes, on, false, 0, no or off, in upper or lower case', async () => {
      const open = await user.createTask({ title: 'open' });
      const done = await user.createTask({ title: 'done', completed: true });
      for (const word of ['true', '1', 'yes', 'on', 'TRUE', 'Yes']) {
        expect((await ask('GET', `${user.tasks}?completed=${word}`)).json).to.deep.equal([done]);
      }
      for (const word of ['false', '0', 'no', 'off', 'FALSE', 'Off']) {
        expect((await ask('GET', `${user.tasks}?completed=${word}`)).json).to.deep.equal([open]);
      }
    });

    it('returns each task once to a client that follows Link while others create and delete tasks', async () => {
      const all = await createMany(user, 23);
      const seen: string[] = [];
      for (let url: string | undefined = `${user.tasks}?limit=5`; url !== undefined; ) {
        const page: Answer = await ask('GET', url);
        seen.push(...page.json.map(({ id }: TaskJson) => id));
        await user.createTask({ title: 'meanwhile' });
        await ask('DELETE', `${user.tasks}/${page.json.at(-1).id}`);
        url = nextOf(page, user.base);
      }
      expect(seen).to.deep.equal(all.map(({ id }) => id));
    });

    it('keeps filter and limit in the Link to the next page, and sends no Link header with the last page', async () => {
      for (let i = 0; i < 4; i++) await user.createTask({ title: 'x', completed: i !== 1 });
      const first = await ask('GET', `${user.tasks}?completed=yes&limit=2`);
      const second = await ask('GET', nextOf(first, user.base) as string);
      expect(first.json).to.have.length(2);
      expect(second.json).to.have.length(1);
      expect(nextOf(second, user.base)).to.equal(undefined);
      expect(nextOf(await ask('GET', `${user.tasks}?limit=4`), user.base)).to.equal(undefined);
    });

    it('answers 422 to a cursor that was edited, or that belongs to another user or query', async () => {
      await createMany(user, 3);
      const next = nextOf(await ask('GET', `${user.tasks}?limit=1`), user.base) as string;
      const cursor = new URL(next).searchParams.get('cursor') as string;
      expect((await ask('GET', `${user.tasks}?cursor=${cursor}`)).json).to.have.length(2);
      const edited = [...cursor].map(
        (letter, i) => cursor.slice(0, i) + (letter === 'A' ? 'B' : 'A') + cursor.slice(i + 1),
      );
      const invalid = [...edited, '', 'x', `${cursor}=`, `${cursor}A`, cursor.slice(1), cursor.slice(0, -1)];
      for (const url of [
        ...invalid.map((cursor) => `${user.tasks}?cursor=${cursor}`),
        `${user.stranger().tasks}?cursor=${cursor}`,
        `${user.tasks}?completed=1&cursor=${cursor}`,
      ]) {
        expectFieldError(await ask('GET', url), { loc: ['query', 'cursor'] });
      }
    });

    const rejected: [query: string, type: string][] = [
      ['limit=0', 'greater_than_equal'],
      ['limit=101', 'less_than_equal'],
      ['limit=-1', 'greater_than_equal'],
      ['limit=ten', 'int_parsing'],
      ['limit=', 'int_parsing'],
      ['limit=1.5', 'int_parsing'],
      ['limit=1e1', 'int_parsing'],
      ['limit=0x10', 'int_parsing'],
      ['limit=%00', 'int_parsing'],
      ['limit=9999999999999999999999', 'less_than_equal'],
      ['offset=-1', 'greater_than_equal'],
      ['offset=2147483648', 'less_than_equal'],
      ['offset=Infinity', 'int_parsing'],
      ['completed=maybe', 'bool_parsing'],
      ['completed=', 'bool_parsing'],
      ['limit=5&limit=5', 'value_error'],
      ['completed=true&completed=true', 'value_error'],
    ];
    for (const [query, type] of rejected) {
      it(`answers 422 to ?${query}`, async () => {
        expectFieldError(await ask('GET', `${user.tasks}?${query}`), { type, loc: ['query', query.split('=')[0]] });
      });
    }

    it('answers 422 to a forged cursor whose checksum is right', async () => {
      const owner = userId(user.id);
      const places = [1e15, 8.64e15, 253_402_300_800_000].map((createdAt) => ({ createdAt, id: randomUUID() }));
      for (const place of [...places, { createdAt: 1, id: '-'.repeat(36) }, { createdAt: -1, id: randomUUID() }]) {
        const cursor = writeCursor({ owner }, place as unknown as ListPosition);
        errorIn(await ask('GET', `${user.tasks}?cursor=${cursor}`), 422, 'validation_failed');
      }
      const real = writeCursor({ owner }, { createdAt: instant(253_402_300_799_999), id: taskId(randomUUID()) });
      expect((await ask('GET', `${user.tasks}?cursor=${real}`)).text).to.equal('[]');
    });

    it('reports an invalid cursor together with the other validation errors', async () => {
      const errors = errorIn(await ask('GET', `${user.tasks}?limit=0&cursor=zz&completed=x`), 422, 'validation_failed');
      const fields = errors.map(({ loc }: FieldError) => loc[1]);
      expect(fields).to.deep.equal(['limit', 'completed', 'cursor']);
    });

    it('ignores unknown query parameters', async () => {
      const answer = await ask('GET', `${user.tasks}?page=2&page=3&__proto__=x&constructor=y&&=`);
      expect([answer.status, answer.text]).to.deep.equal([200, '[]']);
    });
  });
}

/** Creates tasks one after the other, and returns them newest first. */
async function createMany(user: TestUser, count: number): Promise<TaskJson[]> {
  const newestFirst: TaskJson[] = [];
  for (let i = 0; i < count; i++) newestFirst.unshift(await user.createTask({ title: `${i}` }));
  return newestFirst;
}
