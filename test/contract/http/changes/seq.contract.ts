import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, pageIn, seqOf } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { CREATE_ONLY, MERGE_PATCH } from '../headers.ts';
import { newUserForEach } from '../test-user.ts';
import { send, toggle } from '../write-requests.ts';

/** The contract tests for the Taskport-Seq header, which has the seq (number) of a user's last change. */
export function seqContract(store: StoreUnderTest): void {
  describe(`the header Taskport-Seq on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('increases by one with each successful write, but not with failed writes or reads', async () => {
      expect(seqOf(await ask('GET', user.tasks))).to.equal(0);
      const url = await user.createTaskUrl();
      const missing = `${user.tasks}/${randomUUID()}`;
      const patch = { body: { description: 'y' }, headers: { 'Content-Type': MERGE_PATCH } };
      const writes: [method: string, url: string, options?: Parameters<typeof ask>[2]][] = [
        ['PUT', url, { body: { title: 'y' } }],
        ['PATCH', url, patch],
        ['PATCH', `${url}/complete`],
        ['PATCH', `${url}/complete`, { body: { completed: false } }],
        ['DELETE', url],
        ['POST', `${user.changes}/6/undo`],
        ['PUT', missing, { body: { title: 'z' }, headers: CREATE_ONLY }],
      ];
      for (const [i, [method, path, options]] of writes.entries()) {
        errorIn(await ask('POST', user.tasks, { body: {} }), 422, 'validation_failed');
        errorIn(await ask('DELETE', `${user.tasks}/${randomUUID()}`), 404, 'task_not_found');
        if (method !== 'POST' && path !== missing) {
          errorIn(await ask('DELETE', url, { headers: { 'If-Match': '"99"' } }), 412, 'precondition_failed');
        }
        expect(seqOf(await ask('GET', user.tasks))).to.equal(i + 1);
        expect(seqOf(await ask(method, path, options))).to.equal(i + 2);
      }
      expect(seqOf(await ask('HEAD', user.tasks))).to.equal(8);
      expect(seqOf(await ask('GET', `${user.tasks}?completed=true&limit=1`))).to.equal(8);
    });

    it('counts the changes of each user separately', async () => {
      await user.createTaskUrl();
      expect(seqOf(await ask('POST', user.stranger().tasks, { body: { title: 'x' } }))).to.equal(1);
    });

    it('has no gaps or duplicates among a hundred concurrent writes, and the change feed has each write before its response arrives', async () => {
      const url = await user.createTaskUrl();
      const seqs = await Promise.all(
        times(100, async (i) => {
          const answer =
            i % 2 === 0 ? await ask('POST', user.tasks, { body: { title: `${i}` } }) : await send(toggle(url));
          const seq = seqOf(answer);
          const { changes: found } = pageIn(await ask('GET', `${user.changes}?since=${seq - 1}&limit=1`));
          expect(found[0]?.seq).to.equal(seq);
          expect(found[0]?.task).to.deep.equal(answer.json);
          expect(seqOf(await ask('GET', `${user.tasks}?limit=1`))).to.be.at.least(seq);
          return seq;
        }),
      );
      expect(seqs.toSorted((a, b) => a - b)).to.deep.equal(times(100, (i) => i + 2));
    });
  });
}
