import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type Answer, ask } from '../../../../tools/support/client.ts';
import { allChanges, errorIn, expectFieldError, pageIn, seqOf } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { CREATE_ONLY, EVENT_STREAM, MERGE_PATCH } from '../headers.ts';
import { newUserForEach } from '../test-user.ts';
import { send, toggle } from '../write-requests.ts';

/** The contract tests for reading the change log page by page. */
export function changesFeedContract(store: StoreUnderTest): void {
  describe(`GET /changes on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('answers with an empty page for a user who has made no change', async () => {
      const answer = await ask('GET', user.changes);
      expect([answer.status, answer.text]).to.deep.equal([200, '{"changes":[],"next_since":0,"end":true}']);
    });

    it('returns every change in order, with its kind and the task as it was after the change', async () => {
      const answers: Answer[] = [await ask('POST', user.tasks, { body: { title: 'x' } })];
      const id = answers[0]?.json.id;
      const url = `${user.tasks}/${id}`;
      answers.push(await ask('PUT', url, { body: { title: 'y' } }));
      answers.push(await ask('PATCH', url, { body: { description: 'z' }, headers: { 'Content-Type': MERGE_PATCH } }));
      for (const body of [undefined, undefined, { completed: true }, { completed: true }, { completed: false }]) {
        answers.push(await send(toggle(url, body)));
      }
      answers.splice(6, 1);
      answers.push(await ask('DELETE', url));
      answers.push(await user.undo(8));
      answers.push(await user.undo(9));
      answers.push(await ask('PUT', `${user.tasks}/${randomUUID()}`, { body: { title: 'new' }, headers: CREATE_ONLY }));
      const log = pageIn(await ask('GET', user.changes)).changes;
      expect(log.map(({ kind, version }) => [kind, version])).to.deep.equal([
        ...['created', 'updated', 'updated', 'completed', 'reopened', 'completed'].map((kind, i) => [kind, i + 1]),
        ...['reopened', 'deleted', 'restored', 'deleted'].map((kind, i) => [kind, i + 7]),
        ['created', 1],
      ]);
      expect(log.map(({ seq }) => seq)).to.deep.equal(times(11, (i) => i + 1));
      expect(log.map(({ task_id }) => task_id)).to.deep.equal([...Array(10).fill(id), answers.at(-1)?.json.id]);
      for (const [i, { seq, task }] of log.entries()) {
        const { json } = answers[i] as Answer;
        expect(seqOf(answers[i] as Answer)).to.equal(seq);
        if (seq === 8) expect(task).to.equal(null);
        else if (seq === 9 || seq === 10) expect(json).to.deep.equal(log[i]);
        else expect(task).to.deep.equal(json);
      }
    });

    it('returns the kind of each change that an undo makes, such as "restored"', async () => {
      const url = await user.createTaskUrl();
      await ask('PUT', url, { body: { title: 'y' } });
      await user.undo(2);
      await send(toggle(url));
      await user.undo(4);
      await user.undo(5);
      await ask('DELETE', url);
      await user.undo(7);
      const kinds = (await user.log()).map(({ kind }) => kind);
      expect(kinds.slice(0, 5)).to.deep.equal(['created', 'updated', 'updated', 'completed', 'reopened']);
      expect(kinds.slice(5)).to.deep.equal(['completed', 'deleted', 'restored']);
    });

    it('returns the right page for any values of `since` and `limit`, with `end: true` only on the last page', async () => {
      for (let i = 0; i < 7; i++) await user.createTaskUrl();
      const log = await user.log();
      for (const limit of [1, 2, 3, 7, 8, 500]) expect(await allChanges(user.changes, limit)).to.deep.equal(log);
      for (let since = 0; since <= 7; since++) {
        for (const limit of [1, 3, 7]) {
          const page = pageIn(await ask('GET', `${user.changes}?since=${since}&limit=${limit}`));
          const found = log.slice(since, since + limit);
          const next = Math.min(since + limit, 7);
          expect(page).to.deep.equal({ changes: found, next_since: next, end: next === 7 });
        }
      }
    });

    it('returns a hundred changes by default, and up to five hundred with limit=500', async () => {
      await Promise.all(times(101, () => user.createTaskUrl()));
      expect(pageIn(await ask('GET', user.changes)).changes).to.have.length(100);
      expect(pageIn(await ask('GET', user.changes))).to.include({ next_since: 100, end: false });
      expect(pageIn(await ask('GET', `${user.changes}?limit=500`)).changes).to.have.length(101);
    });

    for (const since of [2, 3, 1000, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
      it(`answers 410 to since=${since}, which is beyond the last change, and says how to start over`, async () => {
        await user.createTaskUrl();
        for (const headers of [{}, EVENT_STREAM]) {
          const detail: unknown = errorIn(
            await ask('GET', `${user.changes}?since=${since}`, { headers }),
            410,
            'seq_gone',
          );
          expect(detail)
            .to.match(/start over/i)
            .and.match(/list/);
        }
        errorIn(await ask('GET', `${user.changes}?since=${since}&wait=60`), 410, 'seq_gone');
      });
    }

    it('does not reveal other users’ changes or their number', async () => {
      await user.createTaskUrl();
      const theirs = user.stranger().changes;
      expect((await ask('GET', theirs)).text).to.equal('{"changes":[],"next_since":0,"end":true}');
      errorIn(await ask('GET', `${theirs}?since=1`), 410, 'seq_gone');
    });

    const rejected: [query: string, type: string][] = [
      ['since=-1', 'greater_than_equal'],
      ['since=x', 'int_parsing'],
      ['since=', 'int_parsing'],
      ['since=1.5', 'int_parsing'],
      ['since=1e0', 'int_parsing'],
      ['since=%00', 'int_parsing'],
      ['limit=0', 'greater_than_equal'],
      ['limit=501', 'less_than_equal'],
      ['limit=x', 'int_parsing'],
      ['wait=-1', 'greater_than_equal'],
      ['wait=61', 'less_than_equal'],
      ['wait=0.5', 'int_parsing'],
      ['since=0&since=0', 'value_error'],
      ['wait=1&wait=1', 'value_error'],
    ];
    for (const [query, type] of rejected) {
      it(`answers 422 to ?${query}`, async () => {
        expectFieldError(await ask('GET', `${user.changes}?${query}`), { type, loc: ['query', query.split('=')[0]] });
      });
    }

    it('answers 422 to a request for an event stream if `since` or the user id is invalid', async () => {
      for (const url of [`${user.changes}?since=x`, `${user.base}/api/nobody/changes`]) {
        errorIn(await ask('GET', url, { headers: EVENT_STREAM }), 422, 'validation_failed');
      }
    });

    it('answers either 410 or 422 to a `since` above Number.MAX_SAFE_INTEGER', async () => {
      for (const since of ['9007199254740992', '9'.repeat(30)]) {
        expect((await ask('GET', `${user.changes}?since=${since}`)).status).to.be.oneOf([410, 422]);
      }
    });
  });
}
