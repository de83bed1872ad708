import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { errorIn } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';
import {
  CONDITIONAL_WRITES,
  execute,
  expectPreconditionFailed,
  ifNoneMatch,
  matchingTags,
  send,
} from '../write-requests.ts';

/** The contract tests for If-None-Match on writes. */
export function ifNoneMatchContract(store: StoreUnderTest): void {
  describe(`If-None-Match on a write on ${store.name}`, () => {
    const user = newUserForEach(store);

    for (const [what, write] of CONDITIONAL_WRITES) {
      it(`answers 412 if the header matches the current version, and allows the write otherwise: ${what}`, async () => {
        const url = await user.createTaskUrl();
        const log = await user.log();
        for (const tags of matchingTags('"1"'))
          expectPreconditionFailed(await send(ifNoneMatch(write(url), tags)), '"1"');
        expect(await user.log()).to.deep.equal(log);
        await execute(ifNoneMatch(write(url), '"2", W/"7"'));
      });

      it(`answers 404 if the task is missing (but a PUT with If-None-Match: * creates the task): ${what}`, async () => {
        const url = `${user.tasks}/${randomUUID()}`;
        for (const tags of what === 'a PUT' ? ['"1"', 'W/"1"', '"*"'] : ['*', '"1"']) {
          errorIn(await send(ifNoneMatch(write(url), tags)), 404, 'task_not_found');
        }
        expect(await user.log()).to.deep.equal([]);
      });
    }
  });
}
