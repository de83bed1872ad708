import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, expectFieldError } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';
import { del, execute, patch, toggle } from '../write-requests.ts';
import { createAll } from './find-requests.ts';

/** The contract tests for GET /tags and GET /lists: the names in a user's tasks, with counts. */
export function namesContract(store: StoreUnderTest): void {
  describe(`GET /tags and GET /lists on ${store.name}`, () => {
    const user = newUserForEach(store);
    const names = async (path: 'tags' | 'lists') => {
      const answer = await ask('GET', `${user.base}${user.path}/${path}`);
      expect(answer.status, answer.text).to.equal(200);
      return answer.json;
    };

    it('answer with an empty array for an unknown user', async () => {
      for (const path of ['tags', 'lists'] as const) expect(await names(path)).to.deep.equal([]);
    });

    it('return each name once, sorted without regard to case, spelled as in its oldest task, with the number of its open tasks and of all its tasks', async () => {
      await createAll(user, [
        { title: 'a', tags: ['Zoo', 'Café'], list: 'work' },
        { title: 'b', tags: ['zoo', 'apple'], list: 'WORK', completed: true },
        { title: 'c', tags: ['CAFE', 'Éclair', 'ZOO'] },
        { title: 'd', list: 'Work/Reports' },
      ]);
      expect(await names('tags')).to.deep.equal([
        { name: 'apple', open: 0, total: 1 },
        { name: 'Café', open: 2, total: 2 },
        { name: 'Éclair', open: 1, total: 1 },
        { name: 'Zoo', open: 2, total: 3 },
      ]);
      expect(await names('lists')).to.deep.equal([
        { name: 'work', open: 1, total: 2 },
        { name: 'Work/Reports', open: 1, total: 1 },
      ]);
    });

    it('return current names and counts after an edit, a completion, a deletion and the undo of the deletion', async () => {
      const first = await user.createTaskUrl({ title: 'a', tags: ['Home'], list: 'L' });
      const second = await user.createTaskUrl({ title: 'b', tags: ['HOME'], list: 'l' });
      await execute(toggle(first));
      expect(await names('tags')).to.deep.equal([{ name: 'Home', open: 1, total: 2 }]);
      await execute(patch(first, { remove_tags: ['home'], list: null }));
      expect(await names('tags')).to.deep.equal([{ name: 'HOME', open: 1, total: 1 }]);
      expect(await names('lists')).to.deep.equal([{ name: 'l', open: 1, total: 1 }]);
      await execute(del(second));
      for (const path of ['tags', 'lists'] as const) expect(await names(path)).to.deep.equal([]);
      await user.undo(5);
      expect(await names('tags')).to.deep.equal([{ name: 'HOME', open: 1, total: 1 }]);
    });

    it('spell a name as its oldest task currently does, so an edit of this task changes the spelling', async () => {
      const [first] = await createAll(user, [
        { title: 'a', tags: ['Home'] },
        { title: 'b', tags: ['HOME'] },
      ]);
      await execute(patch(`${user.tasks}/${first?.id}`, { tags: ['hÖme'] }));
      expect(await names('tags')).to.deep.equal([{ name: 'hÖme', open: 2, total: 2 }]);
    });

    it('show no names of another user', async () => {
      await user.stranger().createTask({ title: 'a', tags: ['x'], list: 'y' });
      for (const path of ['tags', 'lists'] as const) expect(await names(path)).to.deep.equal([]);
    });

    it('answer 422 to a user id that is no UUID, and 405 to a POST', async () => {
      for (const path of ['tags', 'lists']) {
        expectFieldError(await ask('GET', `${user.base}/api/nobody/${path}`), { loc: ['path', 'user_id'] });
        const answer = await ask('POST', `${user.base}${user.path}/${path}`);
        errorIn(answer, 405, 'method_not_allowed');
        expect(answer.headers.allow).to.equal('GET, HEAD, OPTIONS');
      }
    });
  });
}
