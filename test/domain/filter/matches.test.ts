import { expect } from 'chai';
import fc from 'fast-check';
import type { Filter } from '../../../src/domain/filter/filter.ts';
import { type Moment, matcher, matches } from '../../../src/domain/filter/matches.ts';
import { parseFilter } from '../../../src/domain/filter/parse.ts';
import { instant } from '../../../src/domain/instant.ts';
import { filter, moment, task } from './arbitraries.ts';
import { matchesByReference } from './reference.ts';
import { type PlainTask, someTask } from './some-task.ts';

const NOON: Moment = at('2026-03-29T12:00[Europe/Berlin]');

describe('a filter', () => {
  it('matches the same random tasks as a second, simple implementation that only tests use', () => {
    fc.assert(
      fc.property(filter, moment, fc.array(task, { minLength: 1, maxLength: 5 }), (filter, moment, tasks) => {
        const expected = tasks.map((task) => matchesByReference(filter, task, moment));
        expect(tasks.map((task) => matches(filter, task, moment))).to.deep.equal(expected);
        expect(tasks.map(matcher(filter, moment))).to.deep.equal(expected);
      }),
      { numRuns: 2000 },
    );
  });

  const cases: [text: string, task: PlainTask, expected: boolean][] = [
    ['due < today', { due: '2026-03-28' }, true],
    ['due < today', { due: '2026-03-29' }, false],
    ['due < today', { due: '2026-03-28T23:59' }, true],
    ['due < today', { due: '2026-03-29T00:00' }, false],
    ['due <= today', { due: '2026-03-29T23:59' }, true],
    ['due > today', { due: '2026-03-29T23:59' }, false],
    ['due > today', { due: '2026-03-30T00:00' }, true],
    ['due = today', { due: '2026-03-28T23:30[UTC]' }, true],
    ['due = today', { due: '2026-03-29T22:00[UTC]' }, false],
    ['due < now', { due: '2026-03-29' }, false],
    ['due = now', { due: '2026-03-29' }, true],
    ['due = now', { due: '2026-03-29T12:00' }, true],
    ['due < now+1d', { due: '2026-03-30T11:59' }, true],
    ['due <= now-12h', { due: '2026-03-28T23:00' }, true],
    ['due <= now-12h', { due: '2026-03-28T23:01' }, false],
    ['due = 2026-03-29T02:30', { due: '2026-03-29T03:30' }, true],
    ['due != today', {}, true],
    ['not due < today', {}, true],
    ['due < today or due >= today', {}, false],
    ['due is none', {}, true],
    ['completed_at is some', { completedAt: 1 }, true],
    ['created_at < 1970-01-01', { createdAt: -3_600_001 }, true],
    ['created_at < 1970-01-01', { createdAt: -3_600_000 }, false],
    ['created_at = 1970-01-01T00:00:00.007Z', { createdAt: 7 }, true],
    ['due > today-999999d', { due: '0001-01-01' }, true],
    ['due > today+999999d', { due: '9999-12-31' }, true],
    ['overdue', { due: '2026-03-28' }, true],
    ['overdue', { due: '2026-03-28', completed: true }, false],
    ['overdue', { due: '2026-03-29' }, false],
    ['overdue', { due: '2026-03-29T11:59' }, true],
    ['overdue', { due: '2026-03-29T12:00' }, false],
    ['overdue', {}, false],
    ['priority < low', {}, true],
    ['priority in (low, urgent)', { priority: 'medium' }, false],
    ['priority >= high', { priority: 'urgent' }, true],
    ['tag = STRASSE', { tags: ['x', 'Straße'] }, true],
    ['tag != home', { tags: ['x', 'home'] }, false],
    ['tag is none', { tags: [] }, true],
    ['list = work', { list: 'Work/Reports' }, false],
    ['list in (inbox, "work/reports")', { list: 'Work/Reports' }, true],
    ['list != work', {}, true],
    ['title > "\ufffd"', { title: '🦀' }, true],
    ['title = "BUY MILK"', {}, true],
    ['description = ""', { description: '' }, true],
    ['description < a', {}, false],
    ['description is some', { description: '' }, true],
    ['description: milk', {}, false],
    ['text: milk', {}, true],
    ['text: "!?"', {}, true],
  ];
  for (const [text, fields, expected] of cases) {
    it(`${text} ${expected ? 'matches' : 'does not match'} ${JSON.stringify(fields)} at noon of 2026-03-29 in Berlin`, () => {
      expect(matches(parseFilter(text) as Filter, someTask(fields), NOON)).to.equal(expected);
    });
  }

  it('does not throw if its dates are 999,999 days before or after today', () => {
    const filter = parseFilter('due < today+999999d and due > now-999999d and created_at > today-999999d') as Filter;
    for (const now of [-8.64e15, 0, 8.64e15]) {
      for (const zone of ['UTC', 'Pacific/Kiritimati', 'Etc/GMT+12']) {
        expect(() => matches(filter, someTask({ due: '9999-12-31' }), { now: instant(now), zone })).not.to.throw();
      }
    }
  });
});

function at(text: string): Moment {
  const { epochMilliseconds, timeZoneId } = Temporal.ZonedDateTime.from(text);
  return { now: instant(epochMilliseconds), zone: timeZoneId };
}
