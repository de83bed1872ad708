import { expect } from 'chai';
import { columnsOf } from '../../../tools/bench/filters/by-hand/rows.ts';
import { randomTasks, WITH_START, WORDS } from '../../../tools/bench/filters/random-tasks.ts';

describe('the generated tasks of the filter benchmark', () => {
  const today = Temporal.PlainDate.from('2026-11-28');

  it('are the same in every run with the same number of tasks and the same current day', () => {
    expect(randomTasks(100, today)).to.deep.equal(randomTasks(100, today));
  });

  it('include exactly as many tasks with a start date as the bulk edit of the benchmark must change', () => {
    const withStart = randomTasks(WITH_START + 1, today).filter(({ start }) => start !== null);
    expect(withStart).to.have.lengthOf(WITH_START);
  });

  it('use words whose first four letters are unique, so that a search for these letters finds one word', () => {
    expect(new Set(WORDS.map((word) => word.slice(0, 4)))).to.have.lengthOf(WORDS.length);
  });

  it('set two columns of the hand-written SQL table for a due date without a time: the day, and the instant when that day starts', () => {
    const columns = columnsOf({ title: '', priority: 'high', due: '2026-07-01' });
    expect(columns).to.deep.equal([3, '2026-07-01', '2026-06-30T22:00:00Z']);
  });

  it('have the same due instant in the hand-written SQL table, whether a due time names Europe/Berlin or no time zone', () => {
    for (const due of ['2026-07-01T14:30', '2026-07-01T14:30[Europe/Berlin]']) {
      expect(columnsOf({ title: '', priority: 'none', due })).to.deep.equal([0, null, '2026-07-01T12:30:00Z']);
    }
  });
});
