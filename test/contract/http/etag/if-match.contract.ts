import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, etagOf, seqOf } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { newUserForEach } from '../test-user.ts';
import {
  CONDITIONAL_WRITES,
  del,
  execute,
  expectPreconditionFailed,
  ifMatch,
  NO_OP,
  patch,
  put,
  send,
  toggle,
  undo,
} from '../write-requests.ts';

/** The contract tests for If-Match on writes: a client cannot overwrite a version that it has not read. */
export function ifMatchContract(store: StoreUnderTest): void {
  describe(`If-Match on a write on ${store.name}`, () => {
    const user = newUserForEach(store);

    for (const [what, write] of CONDITIONAL_WRITES) {
      it(`allows ${what} if the header matches the current version`, async () => {
        const right = ['"1"', '*', '"1", "7"', '"7" ,"1"', '"a,b","1"', '"\xfc", "1"', '"\\", "1"', 'W/"1", "1"'];
        for (const tags of [...right, ['"7"', '"1"']]) {
          const url = await user.createTaskUrl();
          await execute(ifMatch(write(url), tags));
        }
      });

      it(`answers 412 with the current ETag, and changes nothing, if the header does not match the current version: ${what}`, async () => {
        const url = await user.createTaskUrl();
        const log = await user.log();
        const wrong = ['"2"', '"0"', '"11"', '"01"', '"2", "3"', 'W/"1"', 'W/"1", "2"', '"1,2"', '"*"', '"W/"', '"1-"'];
        for (const tags of wrong) expectPreconditionFailed(await send(ifMatch(write(url), tags)), '"1"');
        expect(await user.log()).to.deep.equal(log);
        expect((await ask('GET', url)).json).to.deep.equal(log[0]?.task);
      });

      it(`answers 404 rather than 412 if the task is missing, deleted or another user’s: ${what}`, async () => {
        const stranger = user.stranger();
        const task = await stranger.createTask();
        const gone = await user.createTaskUrl();
        await execute(del(gone));
        for (const url of [`${user.tasks}/${randomUUID()}`, `${user.tasks}/${task.id}`, gone]) {
          for (const tags of ['"1"', '"2"', '*', 'W/"1"']) {
            const answer = await send(ifMatch(write(url), tags));
            errorIn(answer, 404, 'task_not_found');
            expect(answer.headers).not.to.have.property('etag');
          }
        }
        expect((await ask('GET', `${stranger.tasks}/${task.id}`)).json).to.deep.equal(task);
      });

      it(`lets ${what === NO_OP ? 'each' : 'only one'} of a hundred concurrent requests with the same current ETag succeed: ${what}`, async () => {
        const url = await user.createTaskUrl();
        const answers = await Promise.all(times(100, () => send(ifMatch(write(url), '"1"'))));
        const won = answers.filter(({ status }) => status === 200);
        expect(won).to.have.length(what === NO_OP ? 100 : 1);
        for (const answer of answers.filter(({ status }) => status !== 200)) {
          if (what === 'a DELETE') errorIn(answer, 404, 'task_not_found');
          else expectPreconditionFailed(answer, '"2"');
        }
      });

      it(`answers 422 rather than 412 if the task id is invalid: ${what}`, async () => {
        const request = write(`${user.tasks}/me`);
        errorIn(await send(ifMatch(request, '"9"')), 422, 'validation_failed');
      });
    }

    it('answers 412 to an outdated ETag, with the current ETag, with which the next request succeeds', async () => {
      const url = await user.createTaskUrl();
      for (let i = 0; i < 3; i++) {
        await execute(toggle(url));
        const failed = await send(ifMatch(put(url, { title: 'y' }), '"1"'));
        await execute(ifMatch(put(url, { title: `${i}` }), etagOf(failed)));
      }
    });

    it('answers 422 rather than 412 to an invalid body', async () => {
      const url = await user.createTaskUrl();
      for (const write of [put(url, { title: '' }), patch(url, { title: null }), toggle(url, { completed: 'yes' })]) {
        errorIn(await send(ifMatch(write, '"9"')), 422, 'validation_failed');
      }
    });

    it('does not match a version from before a deletion, even after the deletion is undone', async () => {
      const url = await user.createTaskUrl();
      const restored = await execute(undo(user, seqOf(await execute(del(url)))));
      expectPreconditionFailed(await send(ifMatch(put(url, { title: 'y' }), '"1"')), etagOf(restored));
      expectPreconditionFailed(await send(ifMatch(put(url, { title: 'y' }), '"2"')), etagOf(restored));
    });

    it('prevents lost updates among ten clients that read a number, add one and write it back', async () => {
      const url = await user.createTaskUrl({ title: 'sum', description: '0' });
      async function addOne(): Promise<void> {
        const read = await ask('GET', url);
        const description = String(Number(read.json.description) + 1);
        const answer = await send(ifMatch(patch(url, { description }), etagOf(read)));
        if (answer.status === 200) return;
        errorIn(answer, 412, 'precondition_failed');
        await addOne();
      }
      await Promise.all(
        times(10, async () => {
          for (let i = 0; i < 4; i++) await addOne();
        }),
      );
      expect((await ask('GET', url)).json.description).to.equal('40');
    });
  });
}
