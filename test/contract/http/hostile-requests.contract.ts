import { expect } from 'chai';
import fc from 'fast-check';
import { ask, check, talk } from '../../../tools/support/client.ts';
import { answerIn, hostileRequest, sentIn, written } from '../../../tools/support/hostile-requests.ts';
import { SEED } from '../../support/seed.ts';
import type { StoreUnderTest } from '../../support/service/stores.ts';
import { newUserForEach } from './test-user.ts';

const ALL = 10_000;
const FEW = 1_000;

/** The contract tests for malformed and malicious requests: no crash, no 5xx, and an explanation of each error. */
export function hostileRequestsContract(store: StoreUnderTest): void {
  describe(`the service on ${store.name} under hostile requests`, () => {
    const user = newUserForEach(store);
    const count = store.hasFewSamples ? FEW : ALL;

    it(`never answers 5xx, and names the mistake, for ${count} random requests (SEED=${SEED})`, async function () {
      this.timeout(240_000);
      const property = fc.asyncProperty(hostileRequest, async (request) => {
        const answer = answerIn(await talk(user.base, ...written(request)));
        const { status, text } = answer;
        expect(status, text).to.be.within(200, 431);
        if (status >= 400 && request.method !== 'HEAD') expectDetail(text);
        check(user.base, sentIn(request), answer);
      });
      await fc.assert(property, { seed: SEED, numRuns: count, endOnFailure: true });
    });

    it('stays healthy, and its prototypes stay unpolluted', async () => {
      expect((await ask('GET', `${user.base}/health`)).status).to.equal(200);
      expect(Object.keys(Object.prototype)).to.deep.equal([]);
      expect(await user.createTask()).to.have.property('completed', false);
    });
  });
}

function expectDetail(body: string): void {
  expect(JSON.parse(body), body).to.include.keys('detail', 'code', 'request_id');
  expect(body).not.to.match(/node_modules|\bat .*:\d+:\d+|select |insert into|\/src\//);
}
