import { expect } from 'chai';
import { ask } from '../../../tools/support/client.ts';
import type { StoreUnderTest } from '../../support/service/stores.ts';
import { newUserForEach } from './test-user.ts';

/** The contract tests for the health check. */
export function healthContract(store: StoreUnderTest): void {
  describe(`GET /health on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('answers 200 while the database answers', async () => {
      const answer = await ask('GET', `${user.base}/health`);
      expect([answer.status, answer.text]).to.deep.equal([200, '{"status":"healthy","database":"connected"}']);
    });
  });
}
