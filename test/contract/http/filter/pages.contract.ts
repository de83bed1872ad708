import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { writeCursor } from '../../../../src/adapters/http/tasks/cursor.ts';
import { taskId, userId } from '../../../../src/domain/identity.ts';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, etagOf, expectFieldError, nextOf, seqOf, type TaskJson } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';
import { del, execute, expectNotModified, matchingTags, patch } from '../write-requests.ts';
import { createAll, createTitles, cursorIn, find, listUrl, pagesOf, type Query, titlesIn } from './find-requests.ts';

/** The contract tests for the pages of a filtered or sorted list: Link, cursors, count, ETag and as_of. */
export function filteredPagesContract(store: StoreUnderTest): void {
  describe(`the pages of a filtered list on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('have a Link header that keeps every query parameter except offset', async () => {
      await createAll(
        user,
        ['a', 'b', 'c', 'd'].map((title) => ({ title, tags: ['x', 'y+z'], priority: 'low' })),
      );
      const query = {
        ...{ q: 'a b', tag: ['x', 'y+z'], priority: ['low', 'high'], list: '', due_before: 'today+7d' },
        ...{ due_after: '2026-03-29T14:30[Europe/Berlin]', overdue: 'false', filter: 'title != "&=#+ 🦀"' },
        ...{ sort: '-title,due', tz: 'Europe/Berlin', count: 'true', completed: 'off', as_of: '4' },
      };
      const { q: _, due_before: __, due_after: ___, ...matching } = query;
      const page = await find(user, { ...matching, limit: 1, offset: 1, unknown: 'x' });
      const link = new URL(nextOf(page, user.base) as string).searchParams;
      for (const [name, value] of Object.entries({ ...matching, limit: '1' })) {
        expect(link.getAll(name), name).to.deep.equal([value].flat());
      }
      expect(new Set(link.keys())).to.deep.equal(new Set([...Object.keys(matching), 'limit', 'cursor']));
      expect((await pagesOf(user, matching)).flatMap(({ json }) => json)).to.have.length(4);
      expect((await find(user, query)).text).to.equal('[]');
    });

    it('show each match once, in order, and the last page has no Link', async () => {
      await createAll(
        user,
        Array.from({ length: 23 }, (_, i) => ({ title: `${i % 5}`, completed: i % 2 === 0 })),
      );
      const whole = (await find(user, { completed: 'true', sort: 'title', limit: 100 })).json;
      expect(whole).to.have.length(12);
      for (const limit of [1, 5, 12]) {
        const pages = await pagesOf(user, { completed: 'true', sort: 'title', limit });
        expect(pages).to.have.length(Math.ceil(12 / limit));
        expect(pages.flatMap(({ json }) => json)).to.deep.equal(whole);
      }
    });

    it('have the total number of matches in the header Taskport-Total if the request has count=true', async () => {
      await createAll(
        user,
        ['a', 'b', 'c', 'd'].map((title) => ({ title, completed: title === 'a' })),
      );
      for (const [query, total] of [
        ...[[{}, '4'] as const, [{ completed: 'false' }, '3'] as const, [{ filter: 'title = a' }, '1'] as const],
        ...[[{ q: 'zzz' }, '0'] as const, [{ sort: 'title', offset: 100 }, '4'] as const, [{ as_of: 2 }, '2'] as const],
      ]) {
        for (const page of await pagesOf(user, { ...query, count: 'true', limit: 2 })) {
          expect(page.headers, JSON.stringify(query)).to.include({ 'taskport-total': total });
        }
        expect((await find(user, { ...query, count: 'false' })).headers).not.to.have.property('taskport-total');
        expect((await find(user, query)).headers).not.to.have.property('taskport-total');
      }
    });

    it('show the current state of each task, and leave out tasks that have ceased to match since the previous page', async () => {
      const tasks = await createTitles(user, 'a b c d e f');
      const first = await find(user, { sort: 'title', filter: 'priority = none', limit: 2 });
      const url = (n: number) => `${user.tasks}/${tasks[n]?.id}`;
      await execute(patch(url(2), { title: 'zzz' }));
      await execute(patch(url(3), { priority: 'low' }));
      await execute(del(url(4)));
      await user.createTask({ title: 'aa' });
      const rest = await ask('GET', nextOf(first, user.base) as string);
      expect(rest.json.map(({ title }: TaskJson) => title)).to.deep.equal(['zzz', 'f']);
    });

    it('continue at the right task even if the last task of the previous page was deleted', async () => {
      const tasks = await createTitles(user, 'a b c d');
      const first = await find(user, { sort: 'title', limit: 2 });
      await execute(del(`${user.tasks}/${tasks[1]?.id}`));
      await execute(patch(`${user.tasks}/${tasks[0]?.id}`, { title: 'x' }));
      const rest = await ask('GET', nextOf(first, user.base) as string);
      expect(rest.json.map(({ title }: TaskJson) => title)).to.deep.equal(['c', 'd']);
    });

    it('show the same past state for the same `as_of`, whatever changes later', async () => {
      const tasks = await createTitles(user, 'a b c d e');
      const query = { sort: '-title', filter: 'title != c', limit: 2, as_of: 5 };
      const before = (await pagesOf(user, query)).map(({ text }) => text);
      expect(before.join()).to.match(/"e".*"d".*"b".*"a"/);
      const first = await find(user, query);
      for (const { id } of tasks) await execute(patch(`${user.tasks}/${id}`, { title: 'c' }));
      expect((await pagesOf(user, query)).map(({ text }) => text)).to.deep.equal(before);
      const rest = await ask('GET', nextOf(first, user.base) as string);
      expect([rest.text, seqOf(rest)]).to.deep.equal([before[1], 5]);
      expect(await titlesIn(user, { sort: 'title', as_of: 2 })).to.equal('a b');
      expect(await titlesIn(user, { q: 'a', as_of: 0 })).to.equal('');
      errorIn(await find(user, { sort: 'title', as_of: 99 }), 410, 'seq_gone');
    });

    it('get 422 for a cursor of another filter, sort order, time zone, `as_of` or user', async () => {
      await createAll(
        user,
        ['a', 'b', 'c'].map((title) => ({ title, tags: ['x'], due: '2001-01-01' })),
      );
      const query = { filter: 'tag = x', sort: 'title', tz: 'Europe/Berlin', limit: 1 };
      const cursor = cursorIn(await find(user, query));
      expect(await titlesIn(user, { ...query, cursor, limit: 100 })).to.equal('b c');
      expect(await titlesIn(user, { ...query, filter: '  tag  =  "X" ', cursor, limit: 100 })).to.equal('b c');
      expect(await titlesIn(user, { ...query, cursor, count: 'true' })).to.equal('b');
      const others: Query[] = [
        ...[{ filter: 'tag = y' }, { filter: '' }, { filter: 'tag = x and tag = x' }, { sort: '-title' }],
        ...[{ sort: 'title,due' }, { tz: 'Europe/Paris' }, { tz: 'UTC' }, { q: 'a' }, { tag: 'x' }, { overdue: '1' }],
        ...[{ completed: 'false' }, { as_of: 3 }],
      ];
      for (const other of others) {
        expectFieldError(await find(user, { ...query, ...other, cursor }), { loc: ['query', 'cursor'] });
      }
      const { sort: _, ...unsorted } = query;
      expectFieldError(await find(user, { ...unsorted, cursor }), { loc: ['query', 'cursor'] });
      expectFieldError(await find(user, { cursor }), { loc: ['query', 'cursor'] });
      expectFieldError(await find(user.stranger(), { ...query, cursor }), { loc: ['query', 'cursor'] });
      const plain = cursorIn(await find(user, { limit: 1 }));
      expectFieldError(await find(user, { ...query, cursor: plain }), { loc: ['query', 'cursor'] });
      const ofPast = cursorIn(await find(user, { ...query, as_of: 3 }));
      expectFieldError(await find(user, { ...query, cursor: ofPast }), { loc: ['query', 'cursor'] });
    });

    it('get 422 for a cursor in which any letter is changed', async () => {
      await createTitles(user, 'a b');
      const query = { sort: 'title', limit: 1 };
      const cursor = cursorIn(await find(user, query));
      for (let i = 0; i < cursor.length; i++) {
        const edited = cursor.slice(0, i) + (cursor[i] === 'A' ? 'B' : 'A') + cursor.slice(i + 1);
        expectFieldError(await find(user, { ...query, cursor: edited }), { loc: ['query', 'cursor'] });
      }
    });

    it('never get 5xx for a forged cursor with a correct checksum', async () => {
      await createTitles(user, 'a b');
      const owner = userId(user.id);
      const selection = { filter: undefined, sort: [{ field: 'title', descending: false }], zone: 'UTC' } as const;
      for (const seq of [0, 1, 2, 99, 999_999_999_999_999]) {
        for (const now of [0, 253_402_300_799_999, 999_999_999_999_999]) {
          const position = { seq, now, id: taskId(randomUUID()) } as Parameters<typeof writeCursor>[1];
          const cursor = writeCursor({ owner, selection }, position);
          expect((await find(user, { sort: 'title', cursor })).status).to.be.oneOf([200, 410, 422]);
        }
      }
    });

    it('have an ETag that, sent as If-None-Match, gets 304 until a task changes, and always if the query has `as_of`', async () => {
      const tasks = await createTitles(user, 'a b c');
      const queries = [
        ...[{ sort: 'title' }, { sort: '-title' }, { filter: 'title != a' }, { filter: 'overdue' }, { q: 'a' }],
        ...[
          { sort: 'title', limit: 1 },
          { sort: 'title', offset: 1 },
          { sort: 'title', as_of: 3 },
        ],
      ];
      const etags = new Map<string, string>();
      for (const query of queries) {
        const url = listUrl(user, query);
        const etag = etagOf(await ask('GET', url));
        etags.set(url, etag);
        expect(etagOf(await ask('HEAD', url))).to.equal(etag);
        for (const tags of matchingTags(etag)) {
          expectNotModified(await ask('GET', url, { headers: { 'If-None-Match': tags } }), etag);
        }
        errorIn(await ask('GET', url, { headers: { 'If-Match': '"x"' } }), 412, 'precondition_failed');
      }
      await execute(patch(`${user.tasks}/${tasks[0]?.id}`, { description: 'y' }));
      for (const [url, etag] of etags) {
        const answer = await ask('GET', url, { headers: { 'If-None-Match': etag } });
        if (url.includes('as_of')) expectNotModified(answer, etag);
        else expect(answer.status, url).to.equal(200);
      }
    });

    it('show the effect of each write immediately, although the same query was sent before the write', async () => {
      const { id } = await user.createTask({ title: 'a', tags: ['x'] });
      const url = `${user.tasks}/${id}`;
      const counts: number[] = [];
      const count = async () => counts.push((await find(user, { tag: 'x' })).json.length);
      await count();
      await execute(patch(url, { remove_tags: ['x'] }));
      await count();
      await execute(patch(url, { add_tags: ['X'] }));
      await count();
      const deleted = await execute(del(url));
      await count();
      await user.undo(seqOf(deleted));
      await count();
      expect(counts).to.deep.equal([1, 0, 1, 0, 1]);
    });

    it('never show tasks of another user', async () => {
      await createTitles(user.stranger(), 'theirs');
      await createTitles(user, 'mine');
      for (const query of [{ sort: 'title' }, { filter: 'not completed' }, { q: 'mine' }, { count: 'true' }]) {
        expect(await titlesIn(user, query)).to.equal('mine');
      }
      expect(await titlesIn(user, { q: 'theirs' })).to.equal('');
    });
  });
}
