import { expect } from 'chai';
import { columnsOf } from '../../../tools/bench/filters/by-hand/rows.ts';
import { randomTasks, WITH_START, WORDS } from '../../../tools/bench/filters/random-tasks.ts';

describe('the generated tasks of the benchmark of filters', () => {
  const today = Temporal.PlainDate.from('2026-11-28');

  it('are the same tasks for the same number and day', () => {
    expect(randomTasks(100, today)).to.deep.equal(randomTasks(100, today));
  });

  it('have a start in exactly as many tasks as the bulk edit changes', () => {
    const withStart = randomTasks(WITH_START + 1, today).filter(({ start }) => start !== null);
    expect(withStart).to.have.lengthOf(WITH_START);
  });

  it('consist of words whose first four letters are unique, so that a search for them finds one word', () => {
    expect(new Set(WORDS.map((word) => word.slice(0, 4)))).to.have.lengthOf(WORDS.length);
  });

  it('have a due day as the day and its first instant in the hand-written SQL table', () => {
    const columns = columnsOf({ title: '', priority: 'high', due: '2026-07-01' });
    expect(columns).to.deep.equal([3, '2026-07-01', '2026-06-30T22:00:00Z']);
  });

  it('have a floating time and a zoned time as the same instant in the hand-written SQL table', () => {
    for (const due of ['2026-07-01T14:30', '2026-07-01T14:30[Europe/Berlin]']) {
      expect(columnsOf({ title: '', priority: 'none', due })).to.deep.equal([0, null, '2026-07-01T12:30:00Z']);
    }
  });
});
