import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, expectFieldError, seqOf } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';
import { execute, patch, put, send } from '../write-requests.ts';

/** The contract tests for the dates of a task: its start, and when it is due. */
export function dateFieldsContract(store: StoreUnderTest): void {
  describe(`the start and due date of a task on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('are stored and returned as the client wrote them', async () => {
      for (const date of [
        ...['2026-03-29', '0001-01-01', '9999-12-31', '2024-02-29'],
        ...['2026-03-29T14:30', '2026-03-29T14:30:00', '2026-03-29T00:00', '2026-03-29T23:59:59'],
        ...['2026-03-29T14:30[Europe/Berlin]', '2026-03-29T14:30:59[europe/berlin]', '2026-03-29T14:30[UTC]'],
        ...['2026-03-29T14:30[Asia/Calcutta]', '2026-03-29T14:30[Etc/GMT+5]'],
        // A local time that the clock skips in spring, and one that occurs twice in autumn.
        ...['2026-03-29T02:30[Europe/Berlin]', '2026-10-25T02:30[Europe/Berlin]'],
      ]) {
        const task = await user.createTask({ title: 'x', start: date, due: date });
        expect(task).to.include({ start: date, due: date });
        expect((await ask('GET', `${user.tasks}/${task.id}`)).json).to.deep.equal(task);
      }
    });

    it('are returned with [UTC] in place of Z', async () => {
      const url = await user.createTaskUrl();
      for (const write of [put, patch]) {
        const { json } = await execute(write(url, { start: '2026-03-29T14:30Z', due: '2026-03-29T14:30:05Z' }));
        expect(json).to.include({ start: '2026-03-29T14:30[UTC]', due: '2026-03-29T14:30:05[UTC]' });
      }
    });

    it('are independent of each other: the start may come after the due date', async () => {
      const body = { title: 'x', start: '2026-03-30', due: '2026-03-29' };
      expect(await user.createTask(body)).to.include(body);
    });

    const rejected: Readonly<Record<string, readonly unknown[]>> = {
      string_type: [5, true, ['2026-03-29'], { date: '2026-03-29' }],
      datetime_parsing: [
        ...['', ' ', 'today', 'tomorrow', '2026', '2026-03', '2026-3-29', '20260329', ' 2026-03-29', '2026-03-29\n'],
        ...['2026-02-29', '2100-02-29', '2026-04-31', '2026-13-01', '2026-00-01', '2026-01-00', '0000-01-01'],
        ...['2026-03-29T', '2026-03-29T14', '2026-03-29T24:00', '2026-03-29T14:60', '2026-03-29T14:30:60'],
        ...['2026-03-29T14:30:00.0', '2026-03-29T14:30:00.123Z', '2026-03-29T14:30:00,5'],
        ...['2026-03-29 14:30', '2026-03-29t14:30', '2026-03-29T14:30z', '2026-03-29Z', '2026-03-29[Europe/Berlin]'],
        ...['2026-03-29T14:30Z[UTC]', '2026-03-29T14:30[UTC][u-ca=hebrew]', '+002026-03-29', '-000001-03-29'],
        ...['2026-W13-7', '2026-088', '2026-03-29T14:30\0', '\ud83e'],
      ],
      zone_required: [
        ...['2026-03-29T14:30+02:00', '2026-03-29T14:30-0200', '2026-03-29T14:30+02', '2026-03-29T14:30:00-00:00'],
        ...['2026-03-29T14:30[+02:00]', '2026-03-29T14:30[-02]'],
      ],
      unknown_zone: [
        ...['2026-03-29T14:30[]', '2026-03-29T14:30[Mars/Base]', '2026-03-29T14:30[ UTC]', '2026-03-29T14:30[Berlin]'],
        ...['2026-03-29T14:30[!UTC]', `2026-03-29T14:30[${'A'.repeat(1000)}]`],
      ],
    };
    for (const [type, values] of Object.entries(rejected)) {
      it(`get 422 with the error type ${type} for every sample value that has this error`, async () => {
        const url = await user.createTaskUrl();
        for (const value of values) {
          for (const field of ['start', 'due']) {
            const answer = await ask('POST', user.tasks, { body: { title: 'x', [field]: value } });
            expectFieldError(answer, { type, loc: ['body', field] });
            expectFieldError(await send(patch(url, { [field]: value })), { type, loc: ['body', field] });
          }
        }
        expect(await user.log()).to.have.length(1);
      });
    }

    it('are reported in one 422, the start first, if both are invalid', async () => {
      const body = { title: 'x', start: '2026-03-29T14:30+02:00', due: '2026-02-30' };
      const errors = errorIn(await ask('POST', user.tasks, { body }), 422, 'validation_failed');
      expect(errors.map(({ type, loc }) => [type, loc[1]])).to.deep.equal([
        ['zone_required', 'start'],
        ['datetime_parsing', 'due'],
      ]);
    });

    it('are cleared by null, and are restored by undo', async () => {
      const dates = { start: '2026-03-29', due: '2026-03-29T14:30[Europe/Berlin]' };
      const url = await user.createTaskUrl({ title: 'x', ...dates });
      const cleared = await execute(patch(url, { start: null, due: null }));
      expect(cleared.json).to.include({ start: null, due: null });
      expect((await user.undo(seqOf(cleared))).json.task).to.include(dates);
    });
  });
}
