import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, expectFieldError, seqOf } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { createAll, listUrl, type Query, titlesIn } from '../filter/find-requests.ts';
import { newUserForEach } from '../test-user.ts';
import { execute, patch, send } from '../write-requests.ts';
import { deleteMatching, editMatching, expectNothingDone, runMatching } from './operation-requests.ts';

/** The contract tests for writes to all tasks that match a filter. */
export function matchingContract(store: StoreUnderTest): void {
  describe(`PATCH and DELETE /tasks?filter= on ${store.name}`, () => {
    const user = newUserForEach(store);
    const TASKS = [
      { title: 'a', tags: ['x'], priority: 'low' },
      { title: 'b', tags: ['X'], completed: true },
      { title: 'c', list: 'Work' },
      { title: 'd', tags: ['x', 'y'], due: '2026-03-29T14:30' },
    ];
    const x = { filter: 'tag = x', max_affected: 10 };

    it('edit every matching task and no other, under one operation number', async () => {
      await createAll(user, TASKS);
      const others = (await user.listTasks()).filter(({ title }) => title === 'c');
      const answer = await runMatching(editMatching(user, x, { priority: 'high', list: 'New', add_tags: ['z'] }), 3);
      expect(answer.json).to.deep.equal({ matched: 3, changed: 3, operation: 5 });
      const all = await user.listTasks();
      for (const { tags, priority, list } of all.filter(({ title }) => title !== 'c')) {
        expect([tags.at(-1), priority, list]).to.deep.equal(['z', 'high', 'New']);
      }
      expect(all.filter(({ title }) => title === 'c')).to.deep.equal(others);
      const log = (await user.log()).slice(4);
      expect(log.map(({ operation, kind }) => [operation, kind])).to.deep.equal(times(3, () => [5, 'updated']));
    });

    it('delete every matching task and no other, in one request', async () => {
      await createAll(user, TASKS);
      await runMatching(deleteMatching(user, x), 3);
      expect(await titlesIn(user, {})).to.equal('c');
      expect((await user.log()).slice(4).map(({ kind }) => kind)).to.deep.equal(times(3, () => 'deleted'));
    });

    it('complete tasks and rename a list in bulk, and set completed_at only where it was null', async () => {
      await createAll(user, TASKS);
      const before = (await user.listTasks()).find(({ title }) => title === 'b')?.completed_at;
      await runMatching(editMatching(user, x, { completed: true }), 3, 2);
      for (const { title, completed_at } of await user.listTasks()) {
        if (title === 'c') expect(completed_at).to.equal(null);
        else expect(completed_at).to.be.a('string');
        if (title === 'b') expect(completed_at).to.equal(before);
      }
      await runMatching(editMatching(user, { filter: 'list = WORK', max_affected: 1 }, { list: 'Office' }), 1);
      expect(await titlesIn(user, { list: 'office' })).to.equal('c');
    });

    it('accept any filter, and a time zone in tz', async () => {
      await createAll(user, TASKS);
      const filter = 'due >= 2026-03-29T13:00Z';
      await runMatching(editMatching(user, { filter, tz: 'Europe/Berlin', max_affected: 9 }, { list: 'L' }), 0);
      await runMatching(editMatching(user, { filter, max_affected: 9 }, { list: 'L' }), 1);
      await runMatching(deleteMatching(user, { filter: 'not completed and priority = none', max_affected: 9 }), 2);
    });

    it('return null as the operation number, and log nothing, if no task matches or changes', async () => {
      await createAll(user, TASKS);
      await expectNothingDone(user, async () => {
        const none = { filter: 'tag = unknown', max_affected: 0 };
        const answer = await runMatching(deleteMatching(user, none), 0);
        expect(answer.json).to.deep.equal({ matched: 0, changed: 0, operation: null });
        expect(seqOf(answer)).to.equal(4);
        await runMatching(editMatching(user, none, { title: 'y' }), 0);
        await runMatching(editMatching(user, x, { add_tags: ['x'] }), 3, 0);
        await runMatching(editMatching(user, x, {}), 3, 0);
        await runMatching(editMatching(user, { filter: 'title = c', max_affected: 1 }, { list: 'Work' }), 1, 0);
      });
    });

    it('answer 409 with the number of matches, and change nothing, if more tasks match than max_affected allows', async () => {
      await createAll(user, TASKS);
      await expectNothingDone(user, async () => {
        for (const max_affected of [0, 1, 2]) {
          for (const write of [
            editMatching(user, { ...x, max_affected }, { title: 'y' }),
            deleteMatching(user, { ...x, max_affected }),
          ]) {
            const answer = await send(write);
            errorIn(answer, 409, 'too_many_affected', 'matched');
            expect(answer.json.matched).to.equal(3);
          }
        }
      });
      await runMatching(deleteMatching(user, { ...x, max_affected: 3 }), 3);
    });

    it('return the number of matching tasks, and change none, with dry_run, even if more than max_affected match', async () => {
      await createAll(user, TASKS);
      await expectNothingDone(user, async () => {
        for (const max_affected of [0, 3, 10_000]) {
          const query = { ...x, max_affected, dry_run: 'true' };
          for (const write of [editMatching(user, query, { title: 'y' }), deleteMatching(user, query)]) {
            const answer = await send(write);
            expect(answer.status, answer.text).to.equal(200);
            expect(answer.json).to.deep.equal({ matched: 3, changed: 0, operation: null });
          }
        }
      });
      await runMatching(deleteMatching(user, { ...x, dry_run: 'false' }), 3);
    });

    const rejected: [query: Query, type: string, name: string][] = [
      [{ max_affected: 5 }, 'missing', 'filter'],
      [{ filter: '', max_affected: 5 }, 'missing', 'filter'],
      [{ filter: ' \t', max_affected: 5 }, 'missing', 'filter'],
      [{ filter: '', max_affected: 5, dry_run: 'true' }, 'missing', 'filter'],
      [{ filter: 'size = 5', max_affected: 5 }, 'value_error', 'filter'],
      [{ filter: ['completed', 'overdue'], max_affected: 5 }, 'value_error', 'filter'],
      [{ filter: 'completed' }, 'missing', 'max_affected'],
      [{ filter: 'completed', dry_run: 'true' }, 'missing', 'max_affected'],
      [{ filter: 'completed', max_affected: '' }, 'int_parsing', 'max_affected'],
      [{ filter: 'completed', max_affected: 'all' }, 'int_parsing', 'max_affected'],
      [{ filter: 'completed', max_affected: -1 }, 'greater_than_equal', 'max_affected'],
      [{ filter: 'completed', max_affected: 10_001 }, 'less_than_equal', 'max_affected'],
      [{ filter: 'completed', max_affected: ['5', '5'] }, 'value_error', 'max_affected'],
      [{ filter: 'completed', max_affected: 5, dry_run: 'x' }, 'bool_parsing', 'dry_run'],
      [{ filter: 'completed', max_affected: 5, tz: 'Mars/Base' }, 'unknown_zone', 'tz'],
    ];
    for (const [query, type, name] of rejected) {
      it(`answer 422 with the error type ${type} to ${JSON.stringify(query)}, and change nothing`, async () => {
        await createAll(user, TASKS);
        await expectNothingDone(user, async () => {
          for (const write of [editMatching(user, query, { title: 'y' }), deleteMatching(user, query)]) {
            expectFieldError(await send(write), { type, loc: ['query', name] });
          }
        });
      });
    }

    it('answer 422 with all mistakes in the query and the body at once', async () => {
      const answer = await send(editMatching(user, { dry_run: 'x' }, { title: '', tags: ['a', 'a'] }));
      expect(errorIn(answer, 422, 'validation_failed').map(({ loc }) => loc)).to.deep.equal([
        ...[
          ['query', 'filter'],
          ['query', 'max_affected'],
          ['query', 'dry_run'],
        ],
        ...[
          ['body', 'title'],
          ['body', 'tags', 1],
        ],
      ]);
    });

    it('answer 422 if one task would have 21 tags, and change no task', async () => {
      await createAll(user, [...TASKS, { title: 'full', tags: ['x', ...times(19, String)] }, ...TASKS]);
      await expectNothingDone(user, async () => {
        const answer = await send(editMatching(user, x, { add_tags: ['one more'] }));
        expectFieldError(answer, { type: 'too_long', loc: ['body', 'add_tags'] });
      });
      await runMatching(editMatching(user, x, { add_tags: ['one more'], remove_tags: ['X'] }), 7);
      expect(await titlesIn(user, { tag: 'x' })).to.equal('');
    });

    it('never touch tasks of another user', async () => {
      const stranger = user.stranger();
      await createAll(stranger, TASKS);
      await createAll(user, TASKS);
      await expectNothingDone(stranger, () => runMatching(deleteMatching(user, x), 3));
    });

    it('change each matching task once per request when many bulk edits and single edits run concurrently', async () => {
      await createAll(
        user,
        times(40, () => ({ title: 'x', tags: ['x'] })),
      );
      const writes = times(10, (i) => send(editMatching(user, { ...x, max_affected: 100 }, { add_tags: [`t${i}`] })));
      const single = times(10, async (i) =>
        execute(patch(`${user.tasks}/${(await user.createTask()).id}`, { list: `${i}` })),
      );
      const bulk = await Promise.all(writes);
      await Promise.all(single);
      for (const { status, text, json } of bulk) {
        expect(status, text).to.equal(200);
        expect(json).to.include({ matched: 40, changed: 40 });
      }
      for (const { tags } of (await ask('GET', listUrl(user, { tag: 'x', limit: 100 }))).json) {
        expect(tags).to.have.length(11);
      }
      const groups = Map.groupBy(await user.log(), ({ operation }) => operation);
      expect([...groups.values()].filter(({ length }) => length === 40)).to.have.length(10);
    });

    it('change a thousand tasks in one request, and one undo restores all of them', async function () {
      this.timeout(120_000);
      for (let i = 0; i < 10; i++) {
        const operations = times(100, (j) => ({ op: 'create', task: { title: `${i} ${j}`, list: 'L' } }));
        await ask('POST', `${user.tasks}/batch`, { body: { operations } });
      }
      const before = (await ask('GET', listUrl(user, { list: 'L', limit: 100 }))).json;
      const answer = await runMatching(deleteMatching(user, { filter: 'list = L', max_affected: 1000 }), 1000);
      expect(await user.listTasks()).to.deep.equal([]);
      const undone = await user.undo(answer.json.operation + 500);
      expect(undone.status).to.equal(200);
      expect(undone.json.changes).to.have.length(1000);
      const after = await ask('GET', listUrl(user, { list: 'L', limit: 100, count: 'true' }));
      expect(after.headers).to.include({ 'taskport-total': '1000' });
      expect(after.json.map(({ id }: { id: string }) => id)).to.deep.equal(before.map(({ id }: { id: string }) => id));
    });
  });
}
