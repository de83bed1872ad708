import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, etagOf, taskIn } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';
import {
  CONDITIONAL_WRITES,
  execute,
  expectReplay,
  ifMatch,
  post,
  put,
  putNew,
  send,
  toggle,
  undo,
} from '../write-requests.ts';

/** The contract tests for requests that an idempotency key does not record: reads and failed writes. */
export function keyFailureContract(store: StoreUnderTest): void {
  describe(`an Idempotency-Key on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('is ignored by GET, HEAD and OPTIONS, even if it is malformed or was used before', async () => {
      const url = await user.createTaskUrl();
      for (const key of ['new', 'a b', '', ['a', 'b']]) {
        for (const method of ['GET', 'HEAD', 'OPTIONS']) {
          for (const path of [url, user.tasks, `${url}/history`, user.changes]) {
            const answer = await send({ method, url: path }, key);
            expect(answer.status).to.equal(method === 'OPTIONS' ? 204 : 200);
            expect(answer.headers).not.to.have.property('idempotency-replayed');
          }
        }
      }
      await execute(toggle(url), 'new');
      const read = await send({ method: 'GET', url }, 'new');
      expect(taskIn(read, 200).completed).to.equal(true);
      expect(read.headers).not.to.have.property('idempotency-replayed');
    });

    it('stays unused after a 404 for a missing task: a retry is executed', async () => {
      const write = putNew(user);
      const found = put(write.url, { title: 'y' });
      errorIn(await send(found, 'key'), 404, 'task_not_found');
      errorIn(await send(toggle(write.url), 'key'), 404, 'task_not_found');
      await execute(write);
      expect(taskIn(await execute(found, 'key'), 200).title).to.equal('y');
    });

    it('stays unused after a 412 for an If-Match that does not match: a retry is executed', async () => {
      const url = await user.createTaskUrl();
      const write = ifMatch(put(url, { title: 'y' }), '"2"');
      errorIn(await send(write, 'key'), 412, 'precondition_failed');
      await execute(toggle(url));
      expect(taskIn(await execute(write, 'key'), 200).title).to.equal('y');
      expectReplay(await send(write, 'key'), await send(write, 'key'));
      expect(await user.log()).to.have.length(3);
    });

    it('stays unused after a 400, 415 or 422 for a malformed body: a later request with the key is executed', async () => {
      errorIn(await send(post(user, { title: '' }), 'key'), 422, 'validation_failed');
      errorIn(await send(post(user, '{'), 'key'), 400, 'malformed_json');
      errorIn(
        await send({ ...post(user, 'x'), headers: { 'Content-Type': 'text/plain' } }, 'key'),
        415,
        'unsupported_media_type',
      );
      const url = await user.createTaskUrl();
      errorIn(await send(toggle(url, { completed: 1 }), 'key'), 422, 'validation_failed');
      await execute(post(user, { title: 'x' }), 'key');
    });

    it('stays unused after a 404 or 409 for an undo: a retry is executed', async () => {
      errorIn(await send(undo(user, 1), 'key'), 404, 'change_not_found');
      const url = await user.createTaskUrl();
      await execute(put(url, { title: 'y' }));
      errorIn(await send(undo(user, 1), 'key'), 409, 'change_in_the_way', 'conflicting_seq');
      await execute(undo(user, 2));
      await execute(undo(user, 1), 'key');
      errorIn(await ask('GET', url), 404, 'task_not_found');
    });

    it('is checked before If-Match, so a retry gets the recorded response even if its ETag is outdated', async () => {
      const url = await user.createTaskUrl();
      for (const [i, [, write]] of CONDITIONAL_WRITES.entries()) {
        const request = ifMatch(write(url), etagOf(await ask('GET', url)));
        const first = await execute(request, `key-${i}`);
        expectReplay(await send(request, `key-${i}`), first);
      }
    });
  });
}
