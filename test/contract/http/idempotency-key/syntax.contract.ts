import { expect } from 'chai';
import { errorIn } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';
import { everyWrite, execute, expectReplay, post, send } from '../write-requests.ts';

/**
 * The contract tests for the syntax of idempotency keys, which is defined in
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export function keySyntaxContract(store: StoreUnderTest): void {
  describe(`the syntax of Idempotency-Key on ${store.name}`, () => {
    const user = newUserForEach(store);

    const malformed: (string | string[])[] = [
      ...['', ' ', '""', '"', 'a b', '"a b"', 'a\tb', 'ü', '"ü"', '"a', '"a"b', '"a"b"'],
      ...['x'.repeat(256), `"${'x'.repeat(256)}"`, 'x'.repeat(5000)],
    ];
    for (const key of [...malformed, ['a', 'b'], ['a', 'a']]) {
      it(`rejects the key ${JSON.stringify(key).slice(0, 20)} (length ${key.length}) with 400, and writes nothing`, async () => {
        for (const [, prepare] of everyWrite(user)) {
          const write = await prepare();
          const log = await user.log();
          errorIn(await send(write, key), 400, 'bad_request');
          expect(await user.log()).to.deep.equal(log);
        }
      });
    }

    for (const key of ['a', '!', '~', "'", 'a,b', '{}', '\\', '__proto__', 'constructor', '%00', 'x'.repeat(255)]) {
      it(`accepts ${key.slice(0, 20)} (length ${key.length}) bare or quoted, and treats both as the same key`, async () => {
        const first = await execute(post(user, { title: 'x' }), key);
        expectReplay(await send(post(user, { title: 'x' }), key), first);
        if (key !== '\\') expectReplay(await send(post(user, { title: 'x' }), `"${key}"`), first);
        expect(await user.listTasks()).to.have.length(1);
      });
    }

    it('distinguishes keys by every character and by case', async () => {
      for (const key of ['k', 'K', 'kk', 'k2', '"k1"']) await execute(post(user, { title: 'x' }), key);
      expect(await user.listTasks()).to.have.length(5);
    });
  });
}
