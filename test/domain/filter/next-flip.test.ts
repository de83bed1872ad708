import { expect } from 'chai';
import fc from 'fast-check';
import type { Filter } from '../../../src/domain/filter/filter.ts';
import { type Moment, matches } from '../../../src/domain/filter/matches.ts';
import { dependsOnTime, earliestCandidate, nextFlip } from '../../../src/domain/filter/next-flip.ts';
import { parseFilter } from '../../../src/domain/filter/parse.ts';
import { type Instant, instant } from '../../../src/domain/instant.ts';
import { dateTerm, filter, moment, task } from './arbitraries.ts';
import { type PlainTask, someTask } from './some-task.ts';

const FAR = Date.UTC(9000, 0);
const moving = fc.oneof(filter, dateTerm as fc.Arbitrary<Filter>).filter(dependsOnTime);
/** Random points between two instants. 0 stands for the first instant, 1 for the last. */
const fractions = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 20 });

describe('the next flip, the time at which an unchanged task starts or stops matching a filter', () => {
  it('is the first instant after now at which the filter gives another result for the task', () => {
    fc.assert(
      fc.property(moving, task, moment, fractions, (filter, task, moment, fractions) => {
        const matchesAt = (now: number) => matches(filter, task, { ...moment, now: instant(now) });
        const before = matchesAt(moment.now);
        const flip = nextFlip(filter, task, moment);
        if (flip !== undefined) expect(matchesAt(flip)).to.equal(!before);
        const last = (flip ?? FAR) - 1;
        for (const now of [last, ...between(moment.now, last, fractions), ...steps(moment.now, last)]) {
          expect(matchesAt(now)).to.equal(before);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('is not before the lower bound earliestCandidate, which is after now', () => {
    fc.assert(
      fc.property(filter, task, moment, (filter, task, moment) => {
        const earliest = earliestCandidate(filter, moment)(task);
        expect(earliest).to.be.greaterThan(moment.now);
        expect(nextFlip(filter, task, moment) ?? Number.POSITIVE_INFINITY).to.be.at.least(earliest);
        if (!dependsOnTime(filter)) expect(earliest).to.equal(Number.POSITIVE_INFINITY);
      }),
      { numRuns: 1500 },
    );
  });

  const cases: [text: string, fields: PlainTask, now: string, flip: string | undefined][] = [
    ['overdue', { due: '2026-03-29' }, '2026-03-29T12:00[Europe/Berlin]', '2026-03-30T00:00[Europe/Berlin]'],
    ['overdue', { due: '2026-03-29', completed: true }, '2026-03-29T12:00[Europe/Berlin]', undefined],
    [
      'overdue',
      { due: '2026-03-29T02:30' },
      '2026-03-29T00:00[Europe/Berlin]',
      '2026-03-29T03:30:00.001[Europe/Berlin]',
    ],
    ['due < now', { due: '2018-11-03' }, '2018-11-03T12:00[America/Sao_Paulo]', '2018-11-04T01:00[America/Sao_Paulo]'],
    ['due = today', { due: '2026-03-29T08:00' }, '2026-03-01T00:00[UTC]', '2026-03-29T00:00[UTC]'],
    ['due = today', { due: '2026-03-29T08:00' }, '2026-03-29T00:00[UTC]', '2026-03-30T00:00[UTC]'],
    ['due <= now+1h', { due: '2026-03-29T08:00' }, '2026-03-29T00:00[UTC]', '2026-03-29T07:00[UTC]'],
    ['due < today+7d', { due: '2026-04-04' }, '2026-03-28T00:00[Europe/Berlin]', '2026-03-29T00:00[Europe/Berlin]'],
    ['due in (today+1d, today)', { due: '2026-03-29' }, '2026-03-28T00:00[UTC]', '2026-03-30T00:00[UTC]'],
    ['due in (2026-03-29, today)', { due: '2026-03-29' }, '2026-03-28T00:00[UTC]', undefined],
    ['due = today', { due: '2011-12-30' }, '2011-12-29T00:00[Pacific/Apia]', undefined],
    ['due < today or due >= today', { due: '2026-03-29' }, '2026-03-01T00:00[UTC]', undefined],
    ['due < 2026-03-29', { due: '2026-03-29' }, '2026-03-01T00:00[UTC]', undefined],
    ['due < now', {}, '2026-03-01T00:00[UTC]', undefined],
  ];
  for (const [text, fields, now, flip] of cases) {
    it(`is ${flip ?? 'never'} for the filter ${text} and the task ${JSON.stringify(fields)} after ${now}`, () => {
      const found = nextFlip(parseFilter(text) as Filter, someTask(fields), at(now));
      expect(found).to.equal(flip === undefined ? undefined : at(flip).now);
    });
  }

  it('is found with as few reads of the task for a term with 50 values as for a term with one value', () => {
    const values = Array.from({ length: 50 }, (_, i) => `now+${i}h`);
    const never = (list: readonly string[]) => `due in (${list.join(', ')}) or overdue or not overdue`;
    const one = readsOf(never(values.slice(0, 1)));
    expect(readsOf(never(values))).to.equal(one);
  });

  it('has the lower bound Infinity if the filter is `overdue` and the task is completed', () => {
    const earliest = earliestCandidate({ kind: 'overdue' }, at('2026-03-29T12:00[UTC]'));
    expect(earliest(someTask({ due: '2026-03-30', completed: true }))).to.equal(Number.POSITIVE_INFINITY);
    expect(earliest(someTask({ due: '2026-03-30' }))).to.equal(at('2026-03-31T00:00[UTC]').now);
  });

  it('exists only if the filter contains `today`, `now` or `overdue`', () => {
    for (const text of ['overdue', 'not (due < today)', 'tag = a or start in (2026-01-01, now)']) {
      expect(dependsOnTime(parseFilter(text) as Filter)).to.equal(true);
    }
    for (const text of ['completed', 'due < 2026-01-01T00:00', 'title = today', 'due is some']) {
      expect(dependsOnTime(parseFilter(text) as Filter)).to.equal(false);
    }
  });
});

/** Returns how often properties of a task are read to find that a filter's result for the task never changes. */
function readsOf(text: string): number {
  let count = 0;
  const task = new Proxy(someTask({ due: '2026-03-29T14:30' }), {
    get(target, property) {
      count++;
      return Reflect.get(target, property);
    },
  });
  expect(nextFlip(parseFilter(text) as Filter, task, at('2026-03-01T00:00[UTC]'))).to.equal(undefined);
  return count;
}

function between(first: number, last: number, fractions: readonly number[]): number[] {
  return fractions.map((fraction) => Math.floor(first + (last - first) * fraction));
}

/** Returns an instant for every 20 minutes of the first ten days, in which most results change. */
function steps(first: number, last: number): number[] {
  return Array.from({ length: 720 }, (_, i) => first + i * 1_200_000).filter((now) => now <= last);
}

function at(text: string): Moment & { readonly now: Instant } {
  const { epochMilliseconds, timeZoneId } = Temporal.ZonedDateTime.from(text);
  return { now: instant(epochMilliseconds), zone: timeZoneId };
}
