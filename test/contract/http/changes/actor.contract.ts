import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { allChanges, changeIn } from '../../../support/answers.ts';
import { Events } from '../../../support/events.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { runBatch } from '../operations/operation-requests.ts';
import { newUserForEach } from '../test-user.ts';
import { execute, expectReplay, send, toggle, undo } from '../write-requests.ts';

/** The contract tests for the actor (who made the change) of each log entry, if no credentials are required. */
export function actorContract(store: StoreUnderTest): void {
  describe(`the actor of a change on ${store.name}`, () => {
    const user = newUserForEach(store);
    const actor = () => ({ user: user.id, kind: 'open', id: null });

    /** Makes six changes: two by single requests, two by a batch request, and two by the undo of the batch. */
    async function someChanges(): Promise<string> {
      const url = await user.createTaskUrl();
      await send(toggle(url));
      const id = url.split('/').at(-1);
      await runBatch(user, [
        { op: 'create', task: { title: 'y' } },
        { op: 'toggle', id },
      ]);
      const undone = await user.undo(3);
      expect(undone.json.changes.map((change: { actor: unknown }) => change.actor)).to.deep.equal([actor(), actor()]);
      return url;
    }

    it('is the user in the URL wherever a change is returned: in pages of changes, in a task’s history and by an undo', async () => {
      const url = await someChanges();
      const undone = changeIn(await user.undo(2));
      expect(undone.actor).to.deep.equal(actor());
      const log = await user.log();
      expect(log).to.have.length(7);
      const { json: filtered } = await ask('GET', `${user.changes}?filter=completed`);
      expect(filtered.changes).not.to.deep.equal([]);
      for (const change of [...log, ...(await allChanges(`${url}/history`)), ...filtered.changes])
        expect(change.actor).to.deep.equal(actor());
      expect(log.at(-1)).to.deep.equal(undone);
    });

    it('is included in each event of a change stream, with and without a filter', async () => {
      await someChanges();
      for (const query of ['', '?filter=completed']) {
        const stream = await Events.open(user.changes + query, {});
        const { data } = (await stream.next()) as { data: string };
        stream.cut();
        expect(JSON.parse(data).actor).to.deep.equal(actor());
      }
    });

    it('is the same in the response to an undo and in the replay of that response for a repeated Idempotency-Key', async () => {
      await user.createTaskUrl();
      const first = await execute(undo(user, 1), 'key');
      expect(changeIn(first).actor).to.deep.equal(actor());
      expectReplay(await send(undo(user, 1), 'key'), first);
    });
  });
}
