import { expect } from 'chai';
import { Schedule } from '../../../tools/support/load/schedule.ts';

describe('a schedule', () => {
  it('has so many a second, evenly', () => {
    expect(taken(new Schedule(4, 1), 10_000)).to.deep.equal([0, 250, 500, 750]);
    expect(new Schedule(1_000, 2.5).total).to.equal(2_500);
  });

  it('gives out none before its time', () => {
    const schedule = new Schedule(4, 1);
    expect(taken(schedule, 249)).to.deep.equal([0]);
    expect(taken(schedule, 249)).to.deep.equal([]);
    expect(taken(schedule, 250)).to.deep.equal([250]);
  });

  it('tells of what is sent late when it should have been sent', () => {
    const schedule = new Schedule(4, 1);
    expect(taken(schedule, 0)).to.deep.equal([0]);
    expect(taken(schedule, 600)).to.deep.equal([250, 500]);
  });

  it('ends', () => {
    const schedule = new Schedule(4, 0.5);
    taken(schedule, 10_000);
    expect(schedule.next).to.equal(undefined);
  });

  it('does not drift at rates that are no whole number of milliseconds apart', () => {
    const schedule = new Schedule(3_000, 60);
    expect(taken(schedule, 59_999.5)).to.have.length(179_999);
  });
});

function taken(schedule: Schedule, elapsed: number): number[] {
  const all: number[] = [];
  for (let next = schedule.take(elapsed); next !== undefined; next = schedule.take(elapsed)) all.push(next);
  return all;
}
