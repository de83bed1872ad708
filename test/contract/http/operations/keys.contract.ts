import { expect } from 'chai';
import type { Answer } from '../../../../tools/support/client.ts';
import { errorIn, seqOf } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { createAll } from '../filter/find-requests.ts';
import { newUserForEach } from '../test-user.ts';
import { execute, expectReplay, patch, post, send, type WriteRequest } from '../write-requests.ts';
import { batch, deleteMatching, editMatching, expectNothingDone } from './operation-requests.ts';

/** The contract tests for requests that change many tasks and are repeated with the same idempotency key. */
export function operationKeysHttpContract(store: StoreUnderTest): void {
  describe(`an Idempotency-Key of a request that changes many tasks on ${store.name}`, () => {
    const user = newUserForEach(store);
    const x = { filter: 'tag = x', max_affected: 5 };

    const writes: [what: string, write: (ids: readonly string[]) => WriteRequest][] = [
      [
        'a batch request',
        (ids) => batch(user, [...ids.map((id) => ({ op: 'toggle', id })), { op: 'create', task: { title: 'new' } }]),
      ],
      ['a bulk edit', () => editMatching(user, x, { tags: ['y'], title: 'edited' })],
      ['a bulk deletion', () => deleteMatching(user, x)],
    ];
    for (const [what, write] of writes) {
      const prepare = async () =>
        write(
          (
            await createAll(
              user,
              times(3, () => ({ title: 'x', tags: ['x'] })),
            )
          ).map(({ id }) => id),
        );

      it(`when repeated, replays the first answer to ${what} byte for byte and changes nothing, even if tasks were added since`, async () => {
        const request = await prepare();
        const first = await execute(request, 'key');
        await createAll(
          user,
          times(9, () => ({ title: 'later', tags: ['x'] })),
        );
        await expectNothingDone(user, async () => {
          for (let i = 0; i < 3; i++) expectReplay(await send(request, 'key'), first);
        });
      });

      it(`makes ${what} run once when fifty copies are sent concurrently`, async () => {
        const request = await prepare();
        const answers = await Promise.all(times(50, () => send(request, 'key')));
        const firsts = answers.filter(({ status, headers }) => status < 300 && !headers['idempotency-replayed']);
        expect(firsts).to.have.length(1);
        for (const answer of answers) {
          if (answer.status === 409) errorIn(answer, 409, 'idempotency_key_in_use');
          else if (answer !== firsts[0]) expectReplay(answer, firsts[0] as Answer);
        }
        expect(await user.log()).to.have.length(seqOf(firsts[0] as Answer));
        expectReplay(await send(request, 'key'), firsts[0] as Answer);
      });

      it(`cannot be shared by ${what} and another request: the later of the two gets 422, and changes nothing`, async () => {
        const request = await prepare();
        await execute(post(user, { title: 'first' }), 'used');
        await expectNothingDone(user, async () => {
          errorIn(await send(request, 'used'), 422, 'idempotency_key_reused');
        });
        await execute(request, 'key');
        await expectNothingDone(user, async () => {
          errorIn(await send(post(user, { title: 'x' }), 'key'), 422, 'idempotency_key_reused');
          errorIn(
            await send(batch(user, [{ op: 'create', task: { title: 'y' } }]), 'key'),
            422,
            'idempotency_key_reused',
          );
          errorIn(await send(deleteMatching(user, { ...x, max_affected: 6 }), 'key'), 422, 'idempotency_key_reused');
        });
      });
    }

    it('when repeated, replays the first answer to a batch request that changed nothing, and again changes nothing', async () => {
      const [task] = await createAll(user, [{ title: 'x', completed: true }]);
      const request = batch(user, [{ op: 'complete', id: task?.id }]);
      const first = await execute(request, 'key');
      expect(first.json.operation).to.equal(null);
      await execute(patch(`${user.tasks}/${task?.id}`, { completed: false }));
      await expectNothingDone(user, async () => expectReplay(await send(request, 'key'), first));
    });

    it('stays unused if the batch request is refused, so that the same request can succeed later', async () => {
      const [task] = await createAll(user, [{ title: 'x' }]);
      const stale = batch(user, [{ op: 'toggle', id: task?.id, version: 2 }]);
      errorIn(await send(stale, 'key'), 412, 'precondition_failed', 'loc');
      await execute(patch(`${user.tasks}/${task?.id}`, { title: 'y' }));
      await execute(stale, 'key');
    });

    it('stays unused if the bulk edit is refused because too many tasks match, so that the same request can succeed later', async () => {
      await createAll(
        user,
        times(3, () => ({ title: 'x', tags: ['x'] })),
      );
      const request = editMatching(user, { ...x, max_affected: 2 }, { list: 'L' });
      errorIn(await send(request, 'key'), 409, 'too_many_affected', 'matched');
      await execute(deleteMatching(user, { filter: 'tag = x', max_affected: 3 }));
      await execute(request, 'key');
    });

    it('stays unused if the request has dry_run, so that a repeated request counts the matches again', async () => {
      await createAll(user, [{ title: 'x', tags: ['x'] }]);
      const request = deleteMatching(user, { ...x, dry_run: 'true' });
      expect((await send(request, 'key')).json.matched).to.equal(1);
      await createAll(user, [{ title: 'x', tags: ['x'] }]);
      expect((await send(request, 'key')).json.matched).to.equal(2);
      await execute(deleteMatching(user, x), 'key');
    });
  });
}
