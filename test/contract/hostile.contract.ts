import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { ask, check, talk } from '../../tools/support/client.ts';
import { answerIn, hostileRequest, sentIn, written } from '../../tools/support/hostile-requests.ts';
import type { StoreUnderTest } from '../support/service/stores.ts';

/** Printed with the test's name; set it to see the same requests again. */
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Whatever is sent: no crash, nothing that is our fault, and always an answer that says what was wrong. */
export function hostileContract(store: StoreUnderTest, count: number): void {
  describe(`hostile requests to the service on ${store.name}`, () => {
    let base: string;

    before(async function () {
      if (store.missing) this.skip();
      base = (await store.service()).url;
    });

    it(`never get a 5xx, and always an answer that says what was wrong, ${count} of them (SEED=${SEED})`, async function () {
      this.timeout(240_000);
      const property = fc.asyncProperty(hostileRequest, async (request) => {
        const answer = answerIn(await talk(base, ...written(request)));
        const { status, text } = answer;
        expect(status, text).to.be.within(200, 431);
        if (status >= 400 && request.method !== 'HEAD') expectDetail(text);
        check(base, sentIn(request), answer);
      });
      await fc.assert(property, { seed: SEED, numRuns: count, endOnFailure: true });
    });

    it('leave the service and its objects as they were', async () => {
      expect((await ask('GET', `${base}/health`)).status).to.equal(200);
      expect(Object.keys(Object.prototype)).to.deep.equal([]);
      const tasks = `${base}/api/${randomUUID()}/tasks`;
      expect((await ask('POST', tasks, { body: { title: 'x' } })).json).to.have.property('completed', false);
    });
  });
}

function expectDetail(body: string): void {
  expect(JSON.parse(body), body).to.include.keys('detail', 'code', 'request_id');
  expect(body).not.to.match(/node_modules|\bat .*:\d+:\d+|select |insert into|\/src\//);
}
