import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, etagOf, expectFieldError, seqOf, taskIn } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { newUserForEach } from '../test-user.ts';
import { createOnly, execute, patch, put, send, toggle, type WriteRequest } from '../write-requests.ts';

const CRAB = '🦀';

/** The contract tests for priority, tags, list and completed_at. For start and due, see date-fields.contract.ts. */
export function taskFieldsContract(store: StoreUnderTest): void {
  describe(`the task fields "priority", "tags", "list", "start" and "due" on ${store.name}`, () => {
    const user = newUserForEach(store);

    /** Returns each kind of write whose body contains fields of a task: POST, both kinds of PUT, and PATCH. */
    async function everyContentWrite(body: unknown): Promise<[name: string, write: WriteRequest][]> {
      const url = await user.createTaskUrl();
      return [
        ['POST', { method: 'POST', url: user.tasks, body: { title: 'x', ...(body as object) } }],
        ['PUT', put(url, body)],
        ['PUT that creates', createOnly(put(`${user.tasks}/${randomUUID()}`, { title: 'x', ...(body as object) }))],
        ['PATCH', patch(url, body)],
      ];
    }

    it('have defaults: no priority, no tags, no list, no dates', async () => {
      expect(await user.createTask()).to.deep.include({
        completed_at: null,
        priority: 'none',
        tags: [],
        list: null,
        start: null,
        due: null,
      });
    });

    it('are accepted at their maximum lengths, and returned as sent', async () => {
      const tags = [CRAB.repeat(50), ' spaces kept ', ...times(18, (i) => `tag ${i}`)];
      for (const body of [{ tags }, { list: CRAB.repeat(100) }, { list: ' Work ' }, { priority: 'urgent' }]) {
        for (const [name, write] of await everyContentWrite(body)) {
          expect((await execute(write)).json, name).to.deep.include(body);
        }
      }
    });

    const rejected: [what: string, body: object, type: string, ...loc: (string | number)[]][] = [
      ['a priority of null', { priority: null }, 'string_type', 'priority'],
      ['an unknown priority', { priority: 'highest' }, 'enum', 'priority'],
      ['a priority in capitals', { priority: 'HIGH' }, 'enum', 'priority'],
      ['a number for a priority', { priority: 1 }, 'string_type', 'priority'],
      ['tags of null', { tags: null }, 'list_type', 'tags'],
      ['a string for tags', { tags: 'home' }, 'list_type', 'tags'],
      ['an object for tags', { tags: { 0: 'home' } }, 'list_type', 'tags'],
      ['21 tags', { tags: times(21, String) }, 'too_long', 'tags'],
      ['a number as a tag', { tags: ['a', 1] }, 'string_type', 'tags', 1],
      ['null as a tag', { tags: [null] }, 'string_type', 'tags', 0],
      ['an empty tag', { tags: ['a', 'b', ''] }, 'string_too_short', 'tags', 2],
      ['a blank tag', { tags: [' \u3000'] }, 'value_error', 'tags', 0],
      ['a tag of 51 emoji', { tags: ['a', 'b', 'c', CRAB.repeat(51)] }, 'string_too_long', 'tags', 3],
      ['a control character in a tag', { tags: ['a', 'b\tc'] }, 'value_error', 'tags', 1],
      ['NUL in a tag', { tags: ['\0'] }, 'string_unicode', 'tags', 0],
      ['a tag twice', { tags: ['home', 'a', 'home'] }, 'value_error', 'tags', 2],
      ['a tag twice in other spellings', { tags: ['Straße', 'É', 'STRASSE'] }, 'value_error', 'tags', 2],
      ['a number for a list', { list: 1 }, 'string_type', 'list'],
      ['an empty list', { list: '' }, 'string_too_short', 'list'],
      ['a blank list', { list: ' \t' }, 'value_error', 'list'],
      ['a list of 101 emoji', { list: CRAB.repeat(101) }, 'string_too_long', 'list'],
      ['NUL in a list', { list: 'a\0' }, 'string_unicode', 'list'],
    ];
    for (const [what, body, type, ...loc] of rejected) {
      it(`get 422 with the location (loc) of the error for ${what}, and nothing is written`, async () => {
        const writes = await everyContentWrite(body);
        const log = await user.log();
        for (const [, write] of writes) expectFieldError(await send(write), { type, loc: ['body', ...loc] });
        expect(await user.log()).to.deep.equal(log);
      });
    }

    it('get 422 with the mistakes in all fields at once, in the order of the fields', async () => {
      const body = { title: 5, priority: 'x', tags: ['a', '', 'b', 3], list: '', start: '2026', due: '2026-02-30' };
      const errors = errorIn(await ask('POST', user.tasks, { body }), 422, 'validation_failed');
      expect(errors.map(({ type, loc }) => [type, ...loc])).to.deep.equal([
        ['string_type', 'body', 'title'],
        ['enum', 'body', 'priority'],
        ['string_too_short', 'body', 'tags', 1],
        ['string_type', 'body', 'tags', 3],
        ['string_too_short', 'body', 'list'],
        ['datetime_parsing', 'body', 'start'],
        ['datetime_parsing', 'body', 'due'],
      ]);
    });

    it('get 422 with all mistakes of an edit at once', async () => {
      const url = await user.createTaskUrl();
      const body = { title: '', tags: [''], add_tags: ['a', 'a'], remove_tags: 5 };
      const errors = errorIn(await ask('PUT', url, { body }), 422, 'validation_failed');
      expect(errors.map(({ type, loc }) => [type, ...loc])).to.deep.equal([
        ['string_too_short', 'body', 'title'],
        ['string_too_short', 'body', 'tags', 0],
        ['value_error', 'body', 'add_tags', 1],
        ['list_type', 'body', 'remove_tags'],
        ['value_error', 'body', 'add_tags'],
      ]);
    });

    it('are cleared by null (list, start, due), by [] (tags) and by "none" (priority)', async () => {
      const full = { priority: 'high', tags: ['a'], list: 'Work', start: '2026-03-29', due: '2026-03-30' };
      const empty = { priority: 'none', tags: [], list: null, start: null, due: null };
      for (const write of [put, patch]) {
        const url = await user.createTaskUrl({ title: 'x', ...full });
        expect((await execute(write(url, empty))).json).to.deep.include(empty);
      }
    });

    it('change the ETag when they are edited, appear in the change log and in reads with as_of, and are restored by undo', async () => {
      const url = await user.createTaskUrl();
      const tags = new Set([etagOf(await ask('GET', url))]);
      const bodies = [
        { priority: 'low' },
        { tags: ['a'] },
        { add_tags: ['b'] },
        { remove_tags: ['a'] },
        { list: 'Work' },
      ];
      for (const body of bodies) tags.add(etagOf(await execute(patch(url, body))));
      expect(tags.size).to.equal(bodies.length + 1);
      const final = { priority: 'low', tags: ['b'], list: 'Work' };
      expect(taskIn(await ask('GET', url), 200)).to.deep.include(final);
      expect((await user.log()).at(-1)?.task).to.deep.include(final);
      expect((await ask('GET', `${url}?as_of=3`)).json).to.deep.include({ tags: ['a'], list: null });
      expect((await user.undo(4)).status).to.equal(409);
      await user.undo(6);
      expect((await ask('GET', url)).json).to.deep.include({ ...final, list: null });
    });
  });

  describe(`add_tags and remove_tags on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('remove tags first, then append new tags at the end, and do not move a tag that the task has', async () => {
      for (const write of [put, patch]) {
        const url = await user.createTaskUrl({ title: 'x', tags: ['Home', 'b', 'c'] });
        const edit = (body: object) => execute(write(url, body));
        expect((await edit({ add_tags: ['HOME', 'd'] })).json.tags).to.deep.equal(['Home', 'b', 'c', 'd']);
        expect((await edit({ remove_tags: ['HÖME', 'unknown'] })).json.tags).to.deep.equal(['b', 'c', 'd']);
        expect((await edit({ add_tags: ['B', 'e'], remove_tags: ['b'] })).json.tags).to.deep.equal([
          'c',
          'd',
          'B',
          'e',
        ]);
      }
    });

    it('lose no tag when twenty concurrent requests add one tag each', async () => {
      const url = await user.createTaskUrl();
      await Promise.all(times(20, (i) => execute(patch(url, { add_tags: [`tag ${i}`] }))));
      const { tags } = taskIn(await ask('GET', url), 200);
      expect([...tags].sort()).to.deep.equal(times(20, (i) => `tag ${i}`).sort());
      await Promise.all(times(20, (i) => execute(patch(url, { remove_tags: [`TAG ${i}`] }))));
      expect((await ask('GET', url)).json.tags).to.deep.equal([]);
    });

    it('set the tags of a task that a PUT creates', async () => {
      const write = createOnly(
        put(`${user.tasks}/${randomUUID()}`, { title: 'x', add_tags: ['a'], remove_tags: ['b'] }),
      );
      expect(taskIn(await send(write), 201).tags).to.deep.equal(['a']);
    });

    it('are ignored in a POST, like unknown fields', async () => {
      expect(await user.createTask({ title: 'x', add_tags: ['a'], remove_tags: 5 })).to.deep.include({ tags: [] });
    });

    const rejected: [body: object, type: string, ...loc: (string | number)[]][] = [
      [{ tags: ['a'], add_tags: ['b'] }, 'value_error', 'add_tags'],
      [{ tags: ['a'], remove_tags: ['b'] }, 'value_error', 'remove_tags'],
      [{ add_tags: null }, 'list_type', 'add_tags'],
      [{ remove_tags: 'a' }, 'list_type', 'remove_tags'],
      [{ add_tags: ['a', ''] }, 'string_too_short', 'add_tags', 1],
      [{ add_tags: ['a', 'A'] }, 'value_error', 'add_tags', 1],
      [{ remove_tags: ['a', 5] }, 'string_type', 'remove_tags', 1],
      [{ add_tags: times(21, String) }, 'too_long', 'add_tags'],
    ];
    for (const [body, type, ...loc] of rejected) {
      it(`get 422 for ${JSON.stringify(body).slice(0, 40)}`, async () => {
        const url = await user.createTaskUrl();
        for (const write of [put(url, body), patch(url, body)]) {
          expectFieldError(await send(write), { type, loc: ['body', ...loc] });
        }
        expect(await user.log()).to.have.length(1);
      });
    }

    it('get 422 if the task would have 21 tags, and the task stays as it is', async () => {
      const full = times(20, (i) => `tag ${i}`);
      const url = await user.createTaskUrl({ title: 'x', tags: full });
      for (const write of [put(url, { add_tags: ['one more'] }), patch(url, { add_tags: ['one more'] })]) {
        expectFieldError(await send(write), { type: 'too_long', loc: ['body', 'add_tags'] });
      }
      expect((await ask('GET', url)).json.tags).to.deep.equal(full);
      expect((await execute(patch(url, { add_tags: ['TAG 7'] }))).json.tags).to.deep.equal(full);
      const swapped = await execute(patch(url, { add_tags: ['one more'], remove_tags: ['tag 0'] }));
      expect(swapped.json.tags).to.deep.equal([...full.slice(1), 'one more']);
    });
  });

  describe(`completed_at on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('is the time of the creation if the task is created completed', async () => {
      const task = await user.createTask({ title: 'x', completed: true });
      expect(task.completed_at).to.equal(task.created_at);
    });

    it('is set when the task is completed, kept by other edits, and null when the task is reopened', async () => {
      const url = await user.createTaskUrl();
      for (const [complete, reopen] of [
        [put(url, { completed: true }), put(url, { completed: false })],
        [patch(url, { completed: true }), patch(url, { completed: false })],
        [toggle(url), toggle(url)],
        [toggle(url, { completed: true }), toggle(url, { completed: false })],
      ] as const) {
        const done = taskIn(await execute(complete), 200);
        expect(done.completed_at).to.equal(done.updated_at);
        for (const body of [{ title: 'y' }, { completed: true }, { priority: 'low', completed: true }]) {
          expect((await execute(patch(url, body))).json.completed_at).to.equal(done.completed_at);
        }
        expect((await execute(toggle(url, { completed: true }))).json.completed_at).to.equal(done.completed_at);
        expect((await execute(reopen)).json.completed_at).to.equal(null);
      }
    });

    it('is ignored as input', async () => {
      const completed_at = '2001-01-01T00:00:00.000Z';
      expect((await user.createTask({ title: 'x', completed_at })).completed_at).to.equal(null);
      const url = await user.createTaskUrl({ title: 'x', completed: true, completed_at: 5 });
      expect((await execute(patch(url, { completed_at }))).json.completed_at).not.to.equal(completed_at);
      expect((await execute(put(url, { completed_at: null }))).json.completed_at).to.be.a('string');
    });

    it('is restored by the undo of a reopening and of a deletion', async () => {
      const url = await user.createTaskUrl();
      const { completed_at } = taskIn(await execute(toggle(url)), 200);
      const reopened = await execute(toggle(url));
      const undone = await user.undo(seqOf(reopened));
      expect(undone.json.task.completed_at).to.equal(completed_at);
      const deleted = await ask('DELETE', url);
      expect((await user.undo(seqOf(deleted))).json.task.completed_at).to.equal(completed_at);
      expect((await ask('GET', url)).json.completed_at).to.equal(completed_at);
      expect((await ask('GET', `${url}?as_of=2`)).json.completed_at).to.equal(completed_at);
      expect((await ask('GET', `${url}?as_of=3`)).json.completed_at).to.equal(null);
      const history = await user.log();
      expect(history.map(({ task }) => task?.completed_at)).to.deep.equal([
        ...[null, completed_at, null, completed_at, undefined, completed_at],
      ]);
    });

    it('is null again after the undo of a completion', async () => {
      const url = await user.createTaskUrl();
      await execute(toggle(url));
      expect((await user.undo(2)).json.task).to.include({ completed: false, completed_at: null });
    });
  });
}
