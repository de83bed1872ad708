import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { allChanges, errorIn, expectFieldError, pageIn } from '../../../support/answers.ts';
import { SEED } from '../../../support/seed.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';
import { send, toggle } from '../write-requests.ts';
import { everyHistory, perform } from './random-history.ts';

/** The contract tests for the change log of one task. */
export function historyContract(store: StoreUnderTest): void {
  describe(`GET /tasks/{task_id}/history on ${store.name}`, () => {
    const user = newUserForEach(store);

    it(`returns the same changes of a task as the user’s change log, even for a deleted task (SEED=${SEED})`, async () => {
      await everyHistory(user, 25, async (history) => {
        for (const step of history) await perform(user, step);
        const log = await user.log();
        for (const id of new Set(log.map(({ task_id }) => task_id))) {
          const expected = log.filter(({ task_id }) => task_id === id);
          for (const limit of [1, 2, 500]) {
            expect(await allChanges(`${user.tasks}/${id}/history`, limit)).to.deep.equal(expected);
          }
          const since = Math.floor(log.length / 2);
          const later = await allChanges(`${user.tasks}/${id}/history`, 500, since);
          expect(later).to.deep.equal(expected.filter(({ seq }) => seq > since));
        }
      });
    });

    it('returns the history of a deleted task, including its deletion', async () => {
      const url = await user.createTaskUrl();
      await user.createTaskUrl();
      await ask('DELETE', url);
      const log = await allChanges(`${url}/history`);
      expect(log.map(({ seq, kind, version }) => [seq, kind, version])).to.deep.equal([
        [1, 'created', 1],
        [3, 'deleted', 2],
      ]);
    });

    it('returns only newer changes if `since` is an earlier page’s `next_since`, with `end: true` on the last page', async () => {
      const url = await user.createTaskUrl();
      await send(toggle(url));
      await user.createTaskUrl();
      const first = pageIn(await ask('GET', `${url}/history?limit=1`));
      expect(first).to.include({ end: false, next_since: 1 });
      const second = pageIn(await ask('GET', `${url}/history?since=1`));
      expect(second.changes.map(({ seq }) => seq)).to.deep.equal([2]);
      expect(second.end).to.equal(true);
      const nothing = pageIn(await ask('GET', `${url}/history?since=${second.next_since}`));
      expect(nothing).to.deep.include({ changes: [], end: true });
      await send(toggle(url));
      const { changes: found } = pageIn(await ask('GET', `${url}/history?since=${second.next_since}`));
      expect(found.map(({ seq, kind }) => [seq, kind])).to.deep.equal([[4, 'reopened']]);
    });

    it('answers 404 for an unknown task and for a task of another user', async () => {
      const url = await user.createTaskUrl();
      const id = url.split('/').at(-1);
      for (const path of [`${user.tasks}/${randomUUID()}`, `${user.stranger().tasks}/${id}`]) {
        for (const query of ['', '?since=0', '?since=1', '?limit=1&since=1']) {
          errorIn(await ask('GET', `${path}/history${query}`), 404, 'task_not_found');
        }
      }
    });

    it('answers 422 to invalid query parameters, as GET /changes does', async () => {
      const url = await user.createTaskUrl();
      for (const query of ['since=-1', 'since=x', 'limit=0', 'limit=501', 'since=1&since=1']) {
        expectFieldError(await ask('GET', `${url}/history?${query}`), { loc: ['query', query.split('=')[0]] });
      }
      expectFieldError(await ask('GET', `${user.tasks}/x/history`), { type: 'uuid_parsing', loc: ['path', 'task_id'] });
    });

    it('answers 410 to a `since` beyond the last change', async () => {
      errorIn(await ask('GET', `${await user.createTaskUrl()}/history?since=2`), 410, 'seq_gone');
    });
  });
}
