import { expect } from 'chai';
import { errorIn, expectFieldError } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { newUserForEach } from '../test-user.ts';
import { createAll, createTitles, find, type Query, titlesIn } from './find-requests.ts';

/** The contract tests for the query parameters that select the tasks of a list. */
export function filterParametersContract(store: StoreUnderTest): void {
  describe(`the query parameter "q" of GET /tasks on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('finds the tasks in which each of its words begins a word of the title, description, tags or list', async () => {
      await createAll(user, [
        { title: 'a', description: 'Buy fresh milk' },
        { title: 'b', tags: ['milkshake', 'x'], list: 'Buying' },
        { title: 'c', description: 'buttermilk' },
        { title: 'buy-milk' },
        { title: 'e', description: 'buy' },
      ]);
      expect(await titlesIn(user, { q: 'milk buy' })).to.equal('buy-milk b a');
      expect(await titlesIn(user, { q: 'MILK' })).to.equal('buy-milk b a');
      expect(await titlesIn(user, { q: 'ilk' })).to.equal('');
      expect(await titlesIn(user, { q: 'buy milk cow' })).to.equal('');
    });

    it('ignores case, accents and width, in the query and in the task', async () => {
      await createTitles(user, 'Café STRASSE Ｔｅｓｔ ΣΊΣΥΦΟΣ e\u0301te');
      for (const [q, found] of [
        ...[['cafe', 'Café'] as const, ['CAFÉ', 'Café'] as const, ['straße', 'STRASSE'] as const],
        ...[['test', 'Ｔｅｓｔ'] as const, ['ｃａｆ', 'Café'] as const, ['σίσυφος', 'ΣΊΣΥΦΟΣ'] as const],
        ['Éte', 'e\u0301te'] as const,
      ]) {
        expect(await titlesIn(user, { q }), q).to.equal(found);
      }
    });

    it('finds Han, Kana, Hangul and Thai text anywhere in a word', async () => {
      await createTitles(user, '東京タワー 한국어공부 ภาษาไทย x東y');
      for (const [q, found] of [
        ...[['京', '東京タワー'] as const, ['タワ', '東京タワー'] as const, ['국어', '한국어공부'] as const],
        ...[['ษาไ', 'ภาษาไทย'] as const, ['東', 'x東y 東京タワー'] as const, ['y', 'x東y'] as const],
      ]) {
        expect(await titlesIn(user, { q }), q).to.equal(found);
      }
    });

    it('selects every task if it contains no word', async () => {
      await createTitles(user, 'a b');
      for (const q of ['', ' ', '-!?', '🦀']) expect(await titlesIn(user, { q })).to.equal('b a');
    });

    it('gets 422 if it has more than 2,000 code points, contains NUL, or is given twice', async () => {
      expect((await find(user, { q: 'x'.repeat(2000) })).status).to.equal(200);
      expectFieldError(await find(user, { q: 'x'.repeat(2001) }), { type: 'string_too_long', loc: ['query', 'q'] });
      expectFieldError(await find(user, { q: 'a\0b' }), { type: 'string_unicode', loc: ['query', 'q'] });
      expectFieldError(await find(user, { q: ['a', 'b'] }), { type: 'value_error', loc: ['query', 'q'] });
    });
  });

  describe(`the query parameters "tag", "priority" and "list" on ${store.name}`, () => {
    const user = newUserForEach(store);

    beforeEach(() =>
      createAll(user, [
        { title: 'a', tags: ['Home', 'garden'], priority: 'low', list: 'Work' },
        { title: 'b', tags: ['HÖME'], priority: 'high' },
        { title: 'c', priority: 'urgent', list: 'WORK' },
        { title: 'd', completed: true, list: 'Work/Reports' },
      ]),
    );

    const cases: [query: Query, titles: string][] = [
      [{ tag: 'home' }, 'b a'],
      [{ tag: ['home', 'GARDEN'] }, 'a'],
      [{ tag: 'hom' }, ''],
      [{ priority: 'high' }, 'b'],
      [{ priority: ['high', 'urgent', 'none'] }, 'd c b'],
      [{ list: 'work' }, 'c a'],
      [{ list: '' }, 'b'],
      [{ list: 'Work/Reports' }, 'd'],
      [{ tag: 'home', priority: ['low', 'urgent'], list: 'Work', completed: 'false', q: 'gar' }, 'a'],
      [{ list: 'work', completed: 'true' }, ''],
      [{ completed: 'true', filter: 'list is some' }, 'd'],
      [{ tag: 'home', filter: 'priority = low or priority = urgent' }, 'a'],
      [{ priority: 'low', filter: 'completed or not completed' }, 'a'],
      [{ priority: 'low', limit: 1, offset: 1 }, ''],
      [{ priority: ['low', 'high', 'urgent'], limit: 1, offset: 1 }, 'b'],
      [{ sort: 'title', limit: 2, offset: 1 }, 'b c'],
    ];
    for (const [query, titles] of cases) {
      it(`find exactly the tasks [${titles}] with the query ${JSON.stringify(query)}`, async () => {
        expect(await titlesIn(user, query)).to.equal(titles);
      });
    }

    const rejected: [query: Query, type: string, name: string][] = [
      [{ tag: '' }, 'string_too_short', 'tag'],
      [{ tag: ['home', 'x'.repeat(51)] }, 'string_too_long', 'tag'],
      [{ tag: 'a\tb' }, 'value_error', 'tag'],
      [{ tag: times(51, String) }, 'too_long', 'tag'],
      [{ priority: 'highest' }, 'enum', 'priority'],
      [{ priority: ['high', ''] }, 'enum', 'priority'],
      [{ list: ' ' }, 'value_error', 'list'],
      [{ list: 'x'.repeat(101) }, 'string_too_long', 'list'],
      [{ list: ['a', 'b'] }, 'value_error', 'list'],
      [{ overdue: 'maybe' }, 'bool_parsing', 'overdue'],
      [{ count: '2' }, 'bool_parsing', 'count'],
      [{ due_before: 'soon' }, 'value_error', 'due_before'],
      [{ due_after: '2026-02-30' }, 'value_error', 'due_after'],
      [{ due_before: '2026-03-29T14:30+02:00' }, 'value_error', 'due_before'],
      [{ due_after: '' }, 'value_error', 'due_after'],
      [{ tz: 'Mars/Base' }, 'unknown_zone', 'tz'],
      [{ tz: '' }, 'unknown_zone', 'tz'],
      [{ tz: '+02:00' }, 'zone_required', 'tz'],
      [{ sort: 'size' }, 'value_error', 'sort'],
      [{ filter: 'size = 5' }, 'value_error', 'filter'],
    ];
    for (const [query, type, name] of rejected) {
      it(`answer 422 with the error type ${type} to the query ${JSON.stringify(query).slice(0, 60)}`, async () => {
        expectFieldError(await find(user, query), { type, loc: ['query', name] });
      });
    }

    it('answer 422 with the mistakes in all query parameters at once', async () => {
      const query = { limit: 0, priority: 'x', due_before: 'x', filter: 'x', sort: 'x', tz: 'x', count: 'x' };
      const errors = errorIn(await find(user, query), 422, 'validation_failed');
      expect(errors.map(({ loc }) => loc[1])).to.deep.equal(Object.keys(query));
    });
  });

  describe(`the query parameters due_before, due_after and "overdue" on ${store.name}`, () => {
    const user = newUserForEach(store);

    beforeEach(() =>
      createAll(user, [
        { title: 'day', due: '2026-03-29' },
        { title: 'zoned', due: '2026-03-29T14:30[Europe/Berlin]' },
        { title: 'floating', due: '2026-03-30T01:00' },
        { title: 'none' },
        { title: 'past', due: '2001-01-01' },
        { title: 'past-done', due: '2001-01-01T10:00Z', completed: true },
        { title: 'future', due: '2999-01-01' },
      ]),
    );

    const cases: [query: Query, titles: string][] = [
      [{ due_before: '2026-03-29' }, 'past-done past'],
      [{ due_before: '2026-03-30' }, 'past-done past zoned day'],
      [{ due_before: '2026-03-30', tz: 'America/New_York' }, 'past-done past zoned day'],
      // The task `zoned` is due at 14:30 in Berlin. In Kiritimati that is on 30 March, so not before 30 March.
      [{ due_before: '2026-03-30', tz: 'Pacific/Kiritimati' }, 'past-done past day'],
      [{ due_before: '2026-03-29T12:30Z' }, 'past-done past'],
      [{ due_before: '2026-03-29T12:30:00.001Z' }, 'past-done past zoned'],
      [{ due_after: '2026-03-29' }, 'future floating'],
      [{ due_after: '2026-03-29', due_before: '2100-01-01' }, 'floating'],
      [{ due_after: '2026-03-29T12:29Z', due_before: '2100-01-01' }, 'floating zoned'],
      [{ due_after: '2026-03-29T23:30Z', due_before: '2100-01-01', tz: 'UTC' }, 'floating'],
      // The task `floating` is due at 01:00 in the zone `tz`. In Berlin that is 23:00 UTC, so not after 23:30 UTC.
      [{ due_after: '2026-03-29T23:30Z', due_before: '2100-01-01', tz: 'Europe/Berlin' }, ''],
      [{ overdue: 'true', due_before: '2010-01-01' }, 'past'],
      [{ overdue: 'false', due_before: '2010-01-01' }, 'past-done'],
      [{ overdue: 'no', due_after: '2100-01-01' }, 'future'],
      [{ overdue: 'yes', due_after: '2100-01-01' }, ''],
    ];
    for (const [query, titles] of cases) {
      it(`find exactly the tasks [${titles}] with the query ${JSON.stringify(query)}`, async () => {
        expect(await titlesIn(user, query)).to.equal(titles);
      });
    }
  });
}
