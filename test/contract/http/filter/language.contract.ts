import { expect } from 'chai';
import fc from 'fast-check';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, expectFieldError } from '../../../support/answers.ts';
import { SEED } from '../../../support/seed.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { newUserForEach } from '../test-user.ts';
import { createAll, find, titlesIn } from './find-requests.ts';

/** The contract tests for the filter language, in the query parameter `filter`. */
export function filterLanguageContract(store: StoreUnderTest): void {
  describe(`the query parameter "filter" of GET /tasks on ${store.name}`, () => {
    const user = newUserForEach(store);

    describe('each term and operator', () => {
      beforeEach(() =>
        createAll(user, [
          { title: 'milk', tags: ['Home', 'and'], priority: 'low', list: 'Groceries', due: '2026-03-29' },
          { title: 'Report', description: 'Say "no"', priority: 'urgent', list: 'Work', start: '2026-03-01' },
          { title: 'CAFÉ', tags: ['HÖME', 'a,b'], due: '2026-03-30T09:00', description: 'milk (warm)' },
          { title: 'done', completed: true, priority: 'high', due: '2001-01-01' },
        ]),
      );

      const cases: [filter: string, titles: string][] = [
        ['', 'done CAFÉ Report milk'],
        ['  ', 'done CAFÉ Report milk'],
        ['completed', 'done'],
        ['completed = true', 'done'],
        ['completed != true', 'CAFÉ Report milk'],
        ['not completed', 'CAFÉ Report milk'],
        ['not not completed', 'done'],
        ['priority = none', 'CAFÉ'],
        ['priority >= high', 'done Report'],
        ['priority < low', 'CAFÉ'],
        ['priority in (low, urgent)', 'Report milk'],
        ['priority != low', 'done CAFÉ Report'],
        ['tag = home', 'CAFÉ milk'],
        ['tag = "and"', 'milk'],
        ['tag = "a,b"', 'CAFÉ'],
        ['tag in (x, "and")', 'milk'],
        ['tag != home', 'done Report'],
        ['tag is none', 'done Report'],
        ['tag is some', 'CAFÉ milk'],
        ['list = WORK', 'Report'],
        ['list is none', 'done CAFÉ'],
        ['list in (work, groceries)', 'Report milk'],
        ['list != work', 'done CAFÉ milk'],
        ['title = cafe', 'CAFÉ'],
        ['title < done', 'CAFÉ'],
        ['title > "milk"', 'Report'],
        ['title : mil', 'milk'],
        ['text : mil', 'CAFÉ milk'],
        ['description : mil', 'CAFÉ'],
        ['description is none', 'done milk'],
        ['description = "say \\"NO\\""', 'Report'],
        ['description = "milk (warm)"', 'CAFÉ'],
        ['due = 2026-03-29', 'milk'],
        ['due < 2026-03-30', 'done milk'],
        ['due <= 2026-03-30', 'done CAFÉ milk'],
        ['due > 2026-03-29', 'CAFÉ'],
        ['due = 2026-03-30T09:00Z', 'CAFÉ'],
        ['due = 2026-03-30T11:00[Europe/Berlin]', 'CAFÉ'],
        ['due = "2026-03-30T09:00"', 'CAFÉ'],
        ['due in (2026-03-29, 2026-03-30)', 'CAFÉ milk'],
        ['due is none', 'Report'],
        ['not due < 2026-03-30', 'CAFÉ Report'],
        ['start is some', 'Report'],
        ['created_at = today', 'done CAFÉ Report milk'],
        ['created_at > now-1h', 'done CAFÉ Report milk'],
        ['updated_at < now-90m', ''],
        ['completed_at is some', 'done'],
        ['completed_at >= today-1d', 'done'],
        ['overdue and due < 2002-01-01', ''],
        ['completed or tag = home and priority = low', 'done milk'],
        ['(completed or tag = home) and priority = low', 'milk'],
        ['not (completed or tag = home)', 'Report'],
        ['not completed and (tag = home or priority >= high) and due < 2026-03-30', 'milk'],
      ];
      for (const [filter, titles] of cases) {
        it(`finds exactly the tasks [${titles}] with the filter ${filter}`, async () => {
          expect(await titlesIn(user, { filter })).to.equal(titles);
        });
      }
    });

    const rejected: [filter: string, message: RegExp][] = [
      ['due <', /expected a value after "due <", at 6/],
      ['size = 5', /at 1$|at 1\b/],
      ['completed = maybe', /expected true or false/],
      ['priority is none', /priority = none/],
      ['priority = highest', /none, low, medium, high, urgent/],
      ['tag < home', /tag.*takes = != in is/],
      ['tag : home', /tag.*takes/],
      ['text = x', /text.*takes :/],
      ['completed in (true)', /completed.*takes = !=/],
      ['due : x', /due.*takes/],
      ['title = and', /quotes/],
      ['tag = none', /quotes/],
      ['due = 2026-02-30', /date/],
      ['due < 2026-03-29T10:00+02:00', /zone/],
      ['due < 2026-03-29T10:00[Mars/Base]', /zone/],
      ['due < today+1h', /date/],
      ['due < today+1234567d', /date/],
      ['completed and', /at 14/],
      ['(completed', /"\)"/],
      ['completed)', /at 10/],
      ['completed completed', /"and", "or"/],
      ['title = "x', /quote/],
      ['tag in ()', /value/],
      ['tag in (a b)', /","/],
      ['NOT completed', /at 1/],
      ['completed AND completed', /at 11/],
      ['🦀🦀 = 1', /at 1/],
      ['title = 🦀 🦀', /at 11/],
      ['title ! x', /!=/],
    ];
    for (const [filter, message] of rejected) {
      it(`answers 422 with the error’s position and the expected syntax to the filter ${filter}`, async () => {
        const answer = await find(user, { filter });
        expectFieldError(answer, { type: 'value_error', loc: ['query', 'filter'] });
        expect(answer.json.detail[0].msg).to.match(message);
      });
    }

    it('accepts a filter of 2,000 code points, of 50 terms, or of nesting depth 16', async () => {
      for (const filter of [
        `title = "${'x'.repeat(1990)}"`,
        times(50, () => 'overdue').join(' or '),
        `${'('.repeat(16)}completed${')'.repeat(16)}`,
        `${'not '.repeat(16)}completed`,
        `${'not ('.repeat(8)}completed${')'.repeat(8)}`,
        times(10, () => `${'('.repeat(16)}completed${')'.repeat(16)}`).join(' and '),
        `tag in (${times(300, String).join(',')})`,
      ]) {
        expect(await titlesIn(user, { filter })).to.equal('');
      }
    });

    it('answers 422 to a filter of 2,001 code points, of 51 terms, or of nesting depth 17', async () => {
      for (const filter of [
        `title = "${'x'.repeat(1991)}"`,
        ' '.repeat(2001),
        times(51, () => 'overdue').join(' or '),
        `${'('.repeat(17)}completed${')'.repeat(17)}`,
        `${'not '.repeat(17)}completed`,
        `${'not ('.repeat(8)}not completed${')'.repeat(8)}`,
        '('.repeat(2000),
        'not '.repeat(500),
      ]) {
        expectFieldError(await find(user, { filter }), { type: 'value_error', loc: ['query', 'filter'] });
      }
    });

    it(`answers 422, never 5xx, to random bytes and random words (SEED=${SEED})`, async () => {
      await user.createTask({ title: 'x', due: '2026-03-29', tags: ['home'] });
      const bytes = fc
        .uint8Array({ maxLength: 60 })
        .map((all) => [...all].map((one) => `%${one.toString(16).padStart(2, '0')}`).join(''));
      const words = [
        ...[
          'not',
          'and',
          'or',
          'in',
          'is',
          'none',
          'some',
          'overdue',
          'completed',
          'tag',
          'due',
          'title',
          'text',
          'priority',
        ],
        ...[
          '=',
          '!=',
          '<',
          '>=',
          ':',
          '(',
          ')',
          ',',
          '"',
          '\\',
          '"x"',
          'today',
          'now-1h',
          '2026-03-29',
          'high',
          '!',
          '\0',
          '🦀',
        ],
      ];
      const sentences = fc
        .array(fc.constantFrom(...words), { maxLength: 12 })
        .map((all) => encodeURIComponent(all.join(' ')));
      const property = fc.asyncProperty(
        fc.oneof(bytes, sentences),
        fc.constantFrom('filter', 'sort', 'q'),
        async (text, name) => {
          const answer = await ask('GET', `${user.tasks}?${name}=${text}`);
          if (answer.status === 400) errorIn(answer, 400, 'bad_request');
          else if (answer.status !== 200) expectFieldError(answer, { loc: ['query', name] });
        },
      );
      await fc.assert(property, { seed: SEED, numRuns: 1_000, endOnFailure: true });
    });
  });
}
