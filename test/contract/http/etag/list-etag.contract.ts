import { expect } from 'chai';
import { type Answer, ask } from '../../../../tools/support/client.ts';
import { etagOf, nextOf, seqOf } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';
import { del, everyWrite, execute, expectNotModified, matchingTags, NO_OP, toggle, undo } from '../write-requests.ts';

/** The contract tests for the ETag of a task list. */
export function listEtagContract(store: StoreUnderTest): void {
  describe(`the ETag of a task list on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('stays the same while no task changes, and gets 304 when sent as If-None-Match', async () => {
      for (let i = 0; i < 3; i++) await user.createTaskUrl();
      for (const query of ['', '?limit=1', '?completed=false', '?completed=true', '?offset=2']) {
        const etag = etagOf(await ask('GET', user.tasks + query));
        expect(etagOf(await ask('GET', user.tasks + query))).to.equal(etag);
        expect(etagOf(await ask('HEAD', user.tasks + query))).to.equal(etag);
        for (const tags of matchingTags(etag)) {
          for (const method of ['GET', 'HEAD']) {
            expectNotModified(await ask(method, user.tasks + query, { headers: { 'If-None-Match': tags } }), etag);
          }
        }
      }
    });

    it('exists for a user without tasks, and changes with the first task', async () => {
      const etag = etagOf(await ask('GET', user.tasks));
      expectNotModified(await ask('GET', user.tasks, { headers: { 'If-None-Match': etag } }), etag);
      await user.createTaskUrl();
      const answer = await ask('GET', user.tasks, { headers: { 'If-None-Match': etag } });
      expect(answer.json).to.have.length(1);
    });

    for (const [what, prepare] of everyWrite(user)) {
      it(`${what === NO_OP ? 'stays the same after' : 'changes after'} ${what}`, async () => {
        const write = await prepare();
        const etag = etagOf(await ask('GET', user.tasks));
        await execute(write);
        const after = etagOf(await ask('GET', user.tasks));
        if (what === NO_OP) expect(after).to.equal(etag);
        else expect(after).not.to.equal(etag);
      });
    }

    it('never returns to an earlier value, even if the list returns to its earlier content', async () => {
      const url = await user.createTaskUrl();
      const tags = new Set([etagOf(await ask('GET', user.tasks))]);
      for (let round = 1; round <= 5; round++) {
        const deleted = await execute(del(url));
        tags.add(etagOf(await ask('GET', user.tasks)));
        await execute(undo(user, seqOf(deleted)));
        tags.add(etagOf(await ask('GET', user.tasks)));
      }
      expect(tags.size).to.equal(11);
    });

    it('differs between queries and between pages', async () => {
      for (let i = 0; i < 5; i++) await user.createTaskUrl();
      await execute(toggle(await user.createTaskUrl()));
      const queries = ['', '?limit=1', '?limit=2', '?completed=false', '?completed=true', '?offset=1', '?offset=2'];
      const tags = [];
      for (const query of queries) tags.push(etagOf(await ask('GET', user.tasks + query)));
      for (let url: string | undefined = `${user.tasks}?limit=3`; url !== undefined; ) {
        const page: Answer = await ask('GET', url);
        tags.push(etagOf(page));
        url = nextOf(page, user.base);
      }
      expect(tags).to.have.length(9);
      expect(new Set(tags).size, tags.join()).to.equal(9);
    });

    it('does not change with other users’ writes', async () => {
      const etag = etagOf(await ask('GET', user.tasks));
      await execute(toggle(await user.stranger().createTaskUrl()));
      expect(etagOf(await ask('GET', user.tasks))).to.equal(etag);
    });
  });
}
