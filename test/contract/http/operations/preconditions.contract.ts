import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';

/** The contract tests for If-Match and If-None-Match on requests that change many tasks. */
export function operationPreconditionsContract(store: StoreUnderTest): void {
  describe(`a conditional request that changes many tasks on ${store.name}`, () => {
    const user = newUserForEach(store);

    const requests = [
      ['a batch request', 'POST', '/batch', { operations: [{ op: 'create', task: { title: 'x' } }] }],
      ['an edit by filter', 'PATCH', '?filter=title+is+some&max_affected=10', { title: 'y' }],
      ['a deletion by filter', 'DELETE', '?filter=title+is+some&max_affected=10', undefined],
    ] as const;
    for (const [what, method, path, body] of requests) {
      it(`gets 412 and changes nothing if it is ${what} with If-Match: "1" or If-None-Match: *`, async () => {
        await user.createTask();
        for (const headers of [{ 'If-Match': '"1"' }, { 'If-None-Match': '*' }]) {
          const answer = await ask(method, user.tasks + path, { headers, ...(body && { body }) });
          errorIn(answer, 412, 'precondition_failed');
        }
        expect(await user.log()).to.have.length(1);
      });

      it(`is executed if it is ${what} with If-Match: *, because the task list exists`, async () => {
        await user.createTask();
        const headers = { 'If-Match': '*' };
        expect((await ask(method, user.tasks + path, { headers, ...(body && { body }) })).status).to.equal(200);
        expect(await user.log()).to.have.length(2);
      });
    }
  });
}
