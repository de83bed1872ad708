import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { type Answer, ask } from '../../../../tools/support/client.ts';
import { type ChangeJson, errorIn, pageIn, seqOf } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { CREATE_ONLY, MERGE_PATCH } from '../headers.ts';
import { newUserForEach } from '../test-user.ts';
import { send, toggle } from '../write-requests.ts';
import { writeMany } from './concurrent-writers.ts';

/** The contract tests for long polls: requests that wait for the next change. */
export function longPollContract(store: StoreUnderTest): void {
  describe(`a long poll by GET /changes?wait on ${store.name}`, function () {
    const user = newUserForEach(store);
    // The timeout is shorter than wait=60, so a long poll that misses a change fails the test.
    this.timeout(40_000);

    it('returns at once if there are changes after the seq in `since`', async () => {
      await user.createTaskUrl();
      const page = pageIn(await ask('GET', `${user.changes}?wait=60`));
      expect([page.changes.length, page.end]).to.deep.equal([1, true]);
    });

    it('returns an empty page when the wait ends without a change', async () => {
      await user.createTaskUrl();
      const page = pageIn(await ask('GET', `${user.changes}?since=1&wait=1`));
      expect(page).to.deep.equal({ changes: [], next_since: 1, end: true });
    });

    it('returns on every kind of change, including the first change of a user', async () => {
      const put = { body: { title: 'x' }, headers: CREATE_ONLY };
      const url = `${user.tasks}/${randomUUID()}`;
      const all: (() => Promise<Answer>)[] = [
        () => ask('PUT', url, put),
        () => ask('PUT', url, { body: {} }),
        () => ask('PATCH', url, { body: {}, headers: { 'Content-Type': MERGE_PATCH } }),
        () => send(toggle(url)),
        () => send(toggle(url, { completed: false })),
        () => ask('DELETE', url),
        () => user.undo(6),
        () => ask('POST', user.tasks, { body: { title: 'x' } }),
      ];
      for (const [since, write] of all.entries()) {
        const [waiting] = await startPolls(1, since);
        const seq = seqOf(await write());
        expect(pageIn((await waiting) as Answer).changes.map((change) => change.seq)).to.deep.equal([seq]);
      }
    });

    it('wakes a hundred waiting clients on one change', async () => {
      const waiting = await startPolls(100, 0);
      await user.createTaskUrl();
      const texts = (await Promise.all(waiting)).map((answer) => {
        expect(pageIn(answer).changes).to.have.length(1);
        return answer.text;
      });
      expect(new Set(texts).size).to.equal(1);
    });

    it('does not return early on changes of other users or on writes without effect', async () => {
      const url = await user.createTaskUrl();
      const waiting = ask('GET', `${user.changes}?since=1&wait=1`);
      await send(toggle(url, { completed: false }));
      errorIn(await ask('PUT', url, { body: { title: '' } }), 422, 'validation_failed');
      await ask('POST', user.stranger().tasks, { body: { title: 'x' } });
      expect(pageIn(await waiting)).to.deep.equal({ changes: [], next_since: 1, end: true });
    });

    it('delivers each change once and in order while many clients write', async () => {
      const total = 200;
      const followers = times(3, async (i) => {
        const seen: ChangeJson[] = [];
        while (seen.length < total) {
          const page = pageIn(await ask('GET', `${user.changes}?since=${seen.length}&wait=60&limit=${[1, 7, 500][i]}`));
          expect(page.next_since).to.equal(seen.length + page.changes.length);
          seen.push(...page.changes);
        }
        return seen;
      });
      await writeMany(user, total);
      const log = await user.log();
      for (const seen of await Promise.all(followers)) expect(seen).to.deep.equal(log);
      expect(log.map(({ seq }) => seq)).to.deep.equal(times(total, (i) => i + 1));
    });

    it('returns on a change even after other waiting clients have disconnected', async () => {
      const { hostname, port, pathname } = new URL(user.changes);
      const leaving = times(50, () => {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => {});
        socket.write(`GET ${pathname}?wait=60 HTTP/1.1\r\nHost: localhost\r\n\r\n`);
        return socket;
      });
      await Promise.all(leaving.map((socket) => once(socket, 'connect')));
      const [waiting] = await startPolls(1, 0);
      for (const socket of leaving) socket.destroy();
      await user.createTaskUrl();
      expect(pageIn((await waiting) as Answer).changes).to.have.length(1);
    });

    /** Starts long polls, and returns their pending responses once the server waits for a change. */
    async function startPolls(count: number, since: number): Promise<Promise<Answer>[]> {
      const waiting = times(count, () => ask('GET', `${user.changes}?since=${since}&wait=60`));
      await ask('GET', `${user.changes}?since=${since}`);
      return waiting;
    }
  });
}
