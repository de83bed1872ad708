import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, etagOf, seqOf, taskIn } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';
import { del, execute, expectNotModified, matchingTags, patch, put, toggle, undo } from '../write-requests.ts';

/** The contract tests for the ETag of a task. */
export function taskEtagContract(store: StoreUnderTest): void {
  describe(`the ETag of a task on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('is the quoted version number of the task in every response that contains the task', async () => {
      const url = await user.createTaskUrl();
      const steps = [put(url, { title: 'y' }), patch(url, {}), toggle(url), toggle(url, { completed: false })];
      for (const [i, step] of steps.entries()) {
        expect(etagOf(await execute(step))).to.equal(`"${i + 2}"`);
        for (const method of ['GET', 'HEAD']) expect(etagOf(await ask(method, url))).to.equal(`"${i + 2}"`);
      }
      const deleted = await execute(del(url));
      expect(deleted.headers).not.to.have.property('etag');
      expect(etagOf(await execute(undo(user, seqOf(deleted))))).to.equal('"7"');
      expect(etagOf(await ask('GET', url))).to.equal('"7"');
    });

    it('changes with every change of the task, and never returns to an earlier value', async () => {
      const url = await user.createTaskUrl();
      const tags = [etagOf(await ask('GET', url))];
      for (let round = 0; round < 3; round++) {
        tags.push(etagOf(await execute(put(url, {}))));
        tags.push(etagOf(await execute(patch(url, {}))));
        const toggled = await execute(toggle(url));
        tags.push(etagOf(toggled));
        tags.push(etagOf(await execute(undo(user, seqOf(toggled)))));
        tags.push(etagOf(await execute(undo(user, seqOf(await execute(del(url)))))));
      }
      expect(new Set(tags).size, tags.join()).to.equal(tags.length);
    });

    it('gets 304 when sent as If-None-Match while it is current, and 200 after the task has changed', async () => {
      const url = await user.createTaskUrl();
      await execute(toggle(url));
      for (const tags of matchingTags('"2"')) {
        for (const method of ['GET', 'HEAD']) {
          expectNotModified(await ask(method, url, { headers: { 'If-None-Match': tags } }), '"2"');
        }
      }
      for (const tags of ['"1"', '"3"', '"1", "3"', '"22"', '"\\"', '"2,3"', '"*"', 'W/"1"', '"W/"']) {
        expect(taskIn(await ask('GET', url, { headers: { 'If-None-Match': tags } }), 200).completed).to.equal(true);
      }
    });

    it('is not compared for a missing task, which gets 404 whatever If-None-Match names', async () => {
      for (const tag of ['*', '"1"']) {
        const answer = await ask('GET', `${user.tasks}/${randomUUID()}`, { headers: { 'If-None-Match': tag } });
        errorIn(answer, 404, 'task_not_found');
      }
    });
  });
}
