import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { etagOf, nextOf, type TaskJson } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';
import { expectNotModified } from '../write-requests.ts';
import { createAll, find, listUrl, titlesIn } from './find-requests.ts';
import { settableClock } from './test-clock.ts';

/** The contract tests for a list whose filter depends on the time. The tests set the clock of the service. */
export function filterTimeContract(store: StoreUnderTest): void {
  describe(`a filter on ${store.name} as time passes`, () => {
    const user = newUserForEach(store);
    const setClock = settableClock(store);

    it('with the term `overdue`, finds a task after its due time or, if it is due on a day, from the end of that day in tz', async () => {
      setClock('2026-03-29T12:00:00.000Z');
      await createAll(user, [
        { title: 'day', due: '2026-03-29' },
        { title: 'zoned', due: '2026-03-29T14:30[Europe/Berlin]' },
        { title: 'floating', due: '2026-03-29T14:30' },
      ]);
      const steps: [time: string, utc: string, berlin: string][] = [
        ['2026-03-29T12:00:00.000Z', '', ''],
        ['2026-03-29T12:30:00.000Z', '', ''],
        ['2026-03-29T12:30:00.001Z', 'zoned', 'floating zoned'],
        ['2026-03-29T14:30:00.000Z', 'zoned', 'floating zoned'],
        ['2026-03-29T14:30:00.001Z', 'floating zoned', 'floating zoned'],
        ['2026-03-29T21:59:59.999Z', 'floating zoned', 'floating zoned'],
        ['2026-03-29T22:00:00.000Z', 'floating zoned', 'floating zoned day'],
        ['2026-03-29T23:59:59.999Z', 'floating zoned', 'floating zoned day'],
        ['2026-03-30T00:00:00.000Z', 'floating zoned day', 'floating zoned day'],
      ];
      for (const [time, utc, berlin] of steps) {
        setClock(time);
        expect(await titlesIn(user, { overdue: 'true' }), time).to.equal(utc);
        expect(await titlesIn(user, { filter: 'overdue', tz: 'Europe/Berlin' }), time).to.equal(berlin);
      }
    });

    it('moves "today" to the next day at midnight in tz, even after the 23-hour day when summer time begins', async () => {
      setClock('2026-03-28T22:59:59.999Z');
      await createAll(
        user,
        ['28', '29', '30', '31'].map((day) => ({ title: day, due: `2026-03-${day}` })),
      );
      const query = { filter: 'due >= today and due < today+2d', tz: 'Europe/Berlin', sort: 'due' };
      for (const [time, titles] of [
        ['2026-03-28T22:59:59.999Z', '28 29'],
        ['2026-03-28T23:00:00.000Z', '29 30'],
        ['2026-03-29T21:59:59.999Z', '29 30'],
        ['2026-03-29T22:00:00.000Z', '30 31'],
      ] as const) {
        setClock(time);
        expect(await titlesIn(user, query), time).to.equal(titles);
      }
    });

    it('with the text "created_at >= now-1h", matches a task for exactly an hour after its creation', async () => {
      setClock('2026-03-29T12:00:00.000Z');
      await user.createTask({ title: 'old' });
      for (const [time, titles] of [
        ['2026-03-29T13:00:00.000Z', 'old'],
        ['2026-03-29T13:00:00.001Z', ''],
      ] as const) {
        setClock(time);
        expect(await titlesIn(user, { filter: 'created_at >= now-1h' }), time).to.equal(titles);
      }
    });

    it('reads "today" on each later page as the day on which the first page was requested', async () => {
      setClock('2026-03-29T23:59:59.000Z');
      await createAll(
        user,
        ['a', 'b', 'c', 'd'].map((title) => ({ title, due: '2026-03-29' })),
      );
      let page = await find(user, { filter: 'due = today', sort: 'title', limit: 1, count: 'true' });
      for (const [time, title] of [
        ['2026-03-30T00:00:01.000Z', 'b'],
        ['2026-03-31T00:00:01.000Z', 'c'],
        ['2026-04-30T00:00:01.000Z', 'd'],
      ] as const) {
        setClock(time);
        expect(await titlesIn(user, { filter: 'due = today' })).to.equal('');
        page = await ask('GET', nextOf(page, user.base) as string);
        expect(page.json.map((task: TaskJson) => task.title)).to.deep.equal([title]);
        expect(page.headers).to.include({ 'taskport-total': '4' });
      }
    });

    it('gives a list a new ETag when time alone changes which tasks match, although Taskport-Seq stays the same', async () => {
      setClock('2026-03-29T23:00:00.000Z');
      await user.createTask({ title: 'a', due: '2026-03-29' });
      const url = listUrl(user, { overdue: 'true' });
      const before = await ask('GET', url);
      setClock('2026-03-29T23:30:00.000Z');
      expectNotModified(await ask('GET', url, { headers: { 'If-None-Match': etagOf(before) } }), etagOf(before));
      setClock('2026-03-30T00:00:00.000Z');
      const after = await ask('GET', url, { headers: { 'If-None-Match': etagOf(before) } });
      expect([after.status, after.json.length]).to.deep.equal([200, 1]);
      expect(after.headers['taskport-seq']).to.equal(before.headers['taskport-seq']);
      await user.createTask({ title: 'b', due: '2026-03-31' });
      const ofDay: string[] = [];
      for (const time of ['2026-03-29T10:00:00.000Z', '2026-03-31T10:00:00.000Z']) {
        setClock(time);
        ofDay.push(etagOf(await find(user, { filter: 'due = today' })));
      }
      expect(ofDay[0]).not.to.equal(ofDay[1]);
    });

    it('uses the time of the request for "today" and "now", even if as_of asks for a past state', async () => {
      setClock('2026-03-29T12:00:00.000Z');
      await user.createTask({ title: 'a', due: '2026-03-30' });
      expect(await titlesIn(user, { filter: 'due < today', as_of: 1 })).to.equal('');
      setClock('2026-03-31T12:00:00.000Z');
      expect(await titlesIn(user, { filter: 'due < today', as_of: 1 })).to.equal('a');
    });
  });
}
