import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, etagOf, expectFieldError, taskIn } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { MERGE_PATCH } from '../headers.ts';
import { newUserForEach } from '../test-user.ts';
import { execute, patch, post, put, send } from '../write-requests.ts';

/** The contract tests for RFC 7396 merge patches. */
export function mergePatchContract(store: StoreUnderTest): void {
  describe(`PATCH /tasks/{task_id} with a merge patch on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('changes the fields in the body, clears the description on null, and keeps the other fields', async () => {
      const url = await user.createTaskUrl({ title: 'x', description: 'y' });
      const { json: task } = await ask('GET', url);
      const titled = taskIn(await execute(patch(url, { title: 'z' })), 200);
      expect(titled).to.deep.equal({ ...task, title: 'z', updated_at: titled.updated_at });
      const completed = taskIn(await execute(patch(url, { completed: true })), 200);
      expect(completed).to.deep.equal({
        ...titled,
        completed: true,
        updated_at: completed.updated_at,
        completed_at: completed.updated_at,
      });
      const cleared = taskIn(await execute(patch(url, { description: null })), 200);
      expect(cleared).to.deep.equal({ ...completed, description: null, updated_at: cleared.updated_at });
      const same = taskIn(await execute(patch(url, {})), 200);
      expect(same).to.deep.equal({ ...cleared, updated_at: same.updated_at });
      for (const [before, after] of pairs([task, titled, completed, cleared, same])) {
        expect(after.updated_at > before.updated_at).to.equal(true);
      }
      expect((await ask('GET', url)).json).to.deep.equal(same);
    });

    it('ignores unknown fields and fields that the server sets', async () => {
      const url = await user.createTaskUrl();
      const { json: task } = await ask('GET', url);
      const body = `{"id": null, "user_id": "${randomUUID()}", "created_at": null, "updated_at": 5, "a": {"b": null},
          "__proto__": {"completed": true}, "constructor": {"prototype": {"polluted": 1}}}`;
      const answer = taskIn(await execute(patch(url, body)), 200);
      expect(answer).to.deep.equal({ ...task, updated_at: answer.updated_at });
      expect({}).not.to.have.property('polluted');
    });

    const rejected: [what: string, body: unknown, type: string, field?: string][] = [
      ['a title of null', { title: null }, 'string_type', 'title'],
      ['completed of null', { completed: null }, 'bool_type', 'completed'],
      ['an empty title', { title: '' }, 'string_too_short', 'title'],
      ['a title of 256 emoji', { title: '🦀'.repeat(256) }, 'string_too_long', 'title'],
      ['a description that is an object', { description: { a: 1 } }, 'string_type', 'description'],
      ['a string for completed', { completed: 'true' }, 'bool_type', 'completed'],
      ['a list', [{ op: 'replace', path: '/title', value: 'y' }], 'model_attributes_type'],
      ['null', 'null', 'model_attributes_type'],
      ['a string', '"x"', 'model_attributes_type'],
    ];
    for (const [what, body, type, field] of rejected) {
      it(`answers 422 to ${what}, and changes nothing`, async () => {
        const url = await user.createTaskUrl();
        expectFieldError(await send(patch(url, body)), { type, loc: field === undefined ? ['body'] : ['body', field] });
        expect(etagOf(await ask('GET', url))).to.equal('"1"');
      });
    }

    it('answers 400 to a body that is not JSON', async () => {
      const url = await user.createTaskUrl();
      for (const body of ['', '{', '{"title": "y", "title": "z"}', Buffer.from([0x22, 0xff, 0x22])]) {
        errorIn(await send(patch(url, body)), 400, 'malformed_json');
      }
      expect(etagOf(await ask('GET', url))).to.equal('"1"');
    });

    for (const type of [
      'application/json; charset=latin1',
      'application/json-patch+json',
      'text/plain',
      `${MERGE_PATCH};charset=latin1`,
      [],
    ]) {
      it(`answers 415 to the media type ${JSON.stringify(type)}, and names the supported one in Accept-Patch`, async () => {
        const url = await user.createTaskUrl();
        const answer = await send({ ...patch(url, { title: 'y' }), headers: { 'Content-Type': type } });
        errorIn(answer, 415, 'unsupported_media_type');
        expect(answer.headers['accept-patch']).to.equal(MERGE_PATCH);
        expect(etagOf(await ask('GET', url))).to.equal('"1"');
      });
    }

    for (const type of [`${MERGE_PATCH}; charset=utf-8`, MERGE_PATCH.toUpperCase()]) {
      it(`accepts the media type ${type}`, async () => {
        const url = await user.createTaskUrl();
        expect(
          (await execute({ ...patch(url, { title: 'ü' }), headers: { 'Content-Type': type } })).json.title,
        ).to.equal('ü');
      });
    }

    it('has a media type, application/merge-patch+json, that PUT and POST reject with 415', async () => {
      const headers = { 'Content-Type': MERGE_PATCH };
      for (const write of [post(user, { title: 'x' }), put(await user.createTaskUrl(), { title: 'x' })]) {
        errorIn(await send({ ...write, headers }), 415, 'unsupported_media_type');
      }
    });

    it('answers 404 for a missing task or one of another user, and 422 for an id that is no UUID', async () => {
      const { json: task } = await execute(post(user.stranger(), { title: 'x' }));
      for (const id of [randomUUID(), task.id]) {
        errorIn(await send(patch(`${user.tasks}/${id}`, { title: 'y' })), 404, 'task_not_found');
      }
      expectFieldError(await send(patch(`${user.tasks}/x`, { title: 'y' })), {
        type: 'uuid_parsing',
        loc: ['path', 'task_id'],
      });
    });
  });
}

function pairs<T>(items: T[]): [T, T][] {
  return items.slice(1).map((item, i) => [items[i] as T, item]);
}
