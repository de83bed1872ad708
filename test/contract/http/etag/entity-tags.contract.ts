import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';
import {
  CONDITIONAL_WRITES,
  execute,
  expectNotModified,
  expectPreconditionFailed,
  ifMatch,
  ifNoneMatch,
  send,
} from '../write-requests.ts';

/** The contract tests for the syntax of If-Match and If-None-Match. */
export function entityTagsContract(store: StoreUnderTest): void {
  describe(`a list of entity tags in If-Match or If-None-Match on ${store.name}`, () => {
    const user = newUserForEach(store);

    const malformed = [
      ...['1', '"1', '1"', '"', "'1'", '"1" "2"', '"1", 2', '"a b"', '"1"2"', 'W/1', 'w/"1"', 'W/ "1"'],
      ...['**', '*, "1"', '"1", *', '"1"; "2"'],
    ];
    for (const tags of malformed) {
      it(`gets 400 on writes, and never 304 on reads, if it is malformed: ${tags}`, async () => {
        const url = await user.createTaskUrl();
        for (const [, write] of CONDITIONAL_WRITES) {
          errorIn(await send(ifMatch(write(url), tags)), 400, 'bad_request');
          errorIn(await send(ifNoneMatch(write(url), tags)), 400, 'bad_request');
        }
        expect(await user.log()).to.have.length(1);
        for (const path of [url, user.tasks]) {
          expect((await ask('GET', path, { headers: { 'If-None-Match': tags } })).status).to.be.oneOf([200, 400]);
        }
      });
    }

    for (const tags of [', "1"', '"1",', '"7",,"1"', ' ,\t, "1" , ,']) {
      it(`is read without its empty elements: ${JSON.stringify(tags)}`, async () => {
        for (const [, write] of CONDITIONAL_WRITES) {
          const url = await user.createTaskUrl();
          expectPreconditionFailed(await send(ifNoneMatch(write(url), tags)), '"1"');
          expectNotModified(await ask('GET', url, { headers: { 'If-None-Match': tags } }), '"1"');
          await execute(ifMatch(write(url), tags));
        }
      });
    }

    for (const tags of ['', ' ', ',']) {
      it(`matches no version if it is empty: ${JSON.stringify(tags)}`, async () => {
        const url = await user.createTaskUrl();
        for (const [, write] of CONDITIONAL_WRITES) {
          expect((await send(ifMatch(write(url), tags))).status).to.be.oneOf([400, 412]);
        }
        expect(await user.log()).to.have.length(1);
      });
    }
  });
}
