import { expect } from 'chai';
import type { Answer } from '../../../../tools/support/client.ts';
import { errorIn } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { newUserForEach, type TestUser } from '../test-user.ts';
import {
  del,
  everyWrite,
  execute,
  expectReplay,
  NO_OP,
  post,
  put,
  send,
  toggle,
  undo,
  type WriteRequest,
} from '../write-requests.ts';

/** The contract tests for a write that is sent again with the same idempotency key. */
export function replayContract(store: StoreUnderTest): void {
  describe(`a repeated Idempotency-Key on ${store.name}`, () => {
    const user = newUserForEach(store);

    for (const [what, prepare] of everyWrite(user)) {
      it(`replays the first answer to ${what} byte for byte, and executes nothing again`, async () => {
        const write = await prepare();
        const first = await execute(write, 'key');
        const log = await user.log();
        for (let i = 0; i < 3; i++) expectReplay(await send(write, 'key'), first);
        expect(await user.log()).to.deep.equal(log);
      });

      it(`replays the first answer to ${what} after later writes, and does not revert their changes`, async () => {
        const write = await prepare();
        const first = await execute(write, 'key');
        const others: (() => Promise<WriteRequest[]>)[] = [
          async () => [undo(user, (await user.log()).length)],
          async () => (await taskUrls(user)).map((url) => put(url, { title: 'z', completed: true })),
          async () => (await taskUrls(user)).map((url) => toggle(url)),
          async () => (await taskUrls(user)).map((url) => del(url)),
          async () => [undo(user, (await user.log()).length)],
        ];
        for (const theirs of others) {
          for (const other of await theirs()) await execute(other);
          const log = await user.log();
          expectReplay(await send(write, 'key'), first);
          expect(await user.log()).to.deep.equal(log);
        }
      });

      it(`executes ${what} once when a hundred copies are sent concurrently`, async () => {
        const write = await prepare();
        const before = (await user.log()).length;
        const answers = await Promise.all(times(100, () => send(write, 'key')));
        const firsts = answers.filter(
          ({ status, headers }) => status < 300 && headers['idempotency-replayed'] === undefined,
        );
        expect(firsts).to.have.length(1);
        const first = firsts[0] as Answer;
        for (const answer of answers) {
          if (answer.status === 409) errorIn(answer, 409, 'idempotency_key_in_use');
          else if (answer !== first) expectReplay(answer, first);
        }
        expectReplay(await send(write, 'key'), first);
        const after = (await user.log()).length;
        expect(after - before).to.equal(what === NO_OP ? 0 : 1);
      });

      it(`answers 422 to ${what} if another request used the key, and changes nothing`, async () => {
        const write = await prepare();
        await execute(post(user, { title: 'the first with this key' }), 'key');
        const log = await user.log();
        errorIn(await send(write, 'key'), 422, 'idempotency_key_reused');
        expect(await user.log()).to.deep.equal(log);
        await execute(write, 'another-key');
      });

      it(`executes ${what} if only another user has used the key`, async () => {
        const theirs = post(user.stranger(), { title: 'x' });
        const first = await execute(theirs, 'key');
        await execute(await prepare(), 'key');
        expectReplay(await send(theirs, 'key'), first);
      });
    }
  });
}

async function taskUrls(user: TestUser): Promise<string[]> {
  return (await user.listTasks()).map(({ id }) => `${user.tasks}/${id}`);
}
