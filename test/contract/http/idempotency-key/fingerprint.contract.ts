import { expect } from 'chai';
import { errorIn } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';
import {
  del,
  execute,
  expectReplay,
  patch,
  post,
  put,
  putNew,
  send,
  toggle,
  undo,
  type WriteRequest,
} from '../write-requests.ts';

/** The contract tests for request fingerprints, which distinguish a retry from another request with the same key. */
export function fingerprintContract(store: StoreUnderTest): void {
  describe(`the fingerprint of a request with an Idempotency-Key on ${store.name}`, () => {
    const user = newUserForEach(store);

    const different: [what: string, pair: (url: string, other: string) => [WriteRequest, WriteRequest]][] = [
      ['titles', () => [post(user, { title: 'x' }), post(user, { title: 'y' })]],
      ['Unicode forms of a title', () => [post(user, { title: '\u00e9' }), post(user, { title: 'e\u0301' })]],
      ['descriptions', () => [post(user, { title: 'x' }), post(user, { title: 'x', description: '' })]],
      ['values of completed', () => [post(user, { title: 'x' }), post(user, { title: 'x', completed: true })]],
      ['tasks to PUT', (url, other) => [put(url, { title: 'x' }), put(other, { title: 'x' })]],
      ['tasks to PATCH', (url, other) => [patch(url, { title: 'x' }), patch(other, { title: 'x' })]],
      ['tasks to toggle', (url, other) => [toggle(url), toggle(other)]],
      ['tasks to DELETE', (url, other) => [del(url), del(other)]],
      ['tasks to create', () => [putNew(user), putNew(user)]],
      ['methods', (url) => [put(url, { title: 'x' }), patch(url, { title: 'x' })]],
      ['methods without a body', (url) => [toggle(url), del(url)]],
      ['PUTs, one empty and one with null', (url) => [put(url, {}), put(url, { description: null })]],
      ['PUTs, one empty and one with the current value', (url) => [put(url, {}), put(url, { completed: false })]],
      ['PATCHes, one empty and one with null', (url) => [patch(url, {}), patch(url, { description: null })]],
      ['toggles, one of which flips and one sets', (url) => [toggle(url), toggle(url, { completed: true })]],
      ['values of completed to set', (url) => [toggle(url, { completed: true }), toggle(url, { completed: false })]],
      ['changes to undo', () => [undo(user, 2), undo(user, 1)]],
    ];
    for (const [what, pair] of different) {
      it(`differs for different ${what}: a second request with the same key gets 422, and a retry of the first request gets its recorded response`, async () => {
        const [one, other] = pair(await user.createTaskUrl(), await user.createTaskUrl());
        const first = await execute(one, 'key');
        const log = await user.log();
        errorIn(await send(other, 'key'), 422, 'idempotency_key_reused');
        expectReplay(await send(one, 'key'), first);
        expect(await user.log()).to.deep.equal(log);
      });
    }

    const same: [what: string, one: string, other: string][] = [
      ['in white space', '{"title":"x","completed":true}', '\n{ "title" :\t"x", "completed" : true }\r\n '],
      ['in unknown fields', '{"title":"x","completed":true}', '{"title":"x","id":5,"completed":true,"a":[{"b":1}]}'],
      ['in escape sequences', '{"title":"x/é","completed":true}', '{"title":"\\u0078\\/\\u00e9","completed":true}'],
      ['in the order of fields', '{"title":"x","completed":true}', '{"completed":true,"title":"x"}'],
    ];
    for (const [what, one, other] of same) {
      it(`is the same for JSON that differs only ${what}`, async () => {
        const requests: ((body: string) => WriteRequest)[] = [(body) => post(user, body)];
        const [changed, patched, set] = [
          await user.createTaskUrl(),
          await user.createTaskUrl(),
          await user.createTaskUrl(),
        ];
        requests.push((body) => put(changed, body));
        requests.push((body) => patch(patched, body));
        requests.push((body) => toggle(set, body));
        for (const [i, request] of requests.entries()) {
          const first = await execute(request(one), `key-${i}`);
          expectReplay(await send(request(other), `key-${i}`), first);
        }
      });
    }

    it('is the same for ids in upper and lower case', async () => {
      const { json: task } = await execute(post(user, { title: 'x' }));
      const loud = `${user.base}/api/${task.user_id.toUpperCase()}/tasks/${task.id.toUpperCase()}`;
      const first = await execute(toggle(`${user.tasks}/${task.id}`), 'key');
      expectReplay(await send(toggle(loud), 'key'), first);
    });
  });
}
