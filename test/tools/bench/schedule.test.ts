import { expect } from 'chai';
import { Schedule } from '../../../tools/support/load/schedule.ts';

describe('the schedule of requests at a constant rate', () => {
  it('spaces the requests at equal intervals, which follow from the rate', () => {
    expect(taken(new Schedule(4, 1), 10_000)).to.deep.equal([0, 250, 500, 750]);
    expect(new Schedule(1_000, 2.5).total).to.equal(2_500);
  });

  it('returns no request before its due time', () => {
    const schedule = new Schedule(4, 1);
    expect(taken(schedule, 249)).to.deep.equal([0]);
    expect(taken(schedule, 249)).to.deep.equal([]);
    expect(taken(schedule, 250)).to.deep.equal([250]);
  });

  it('returns the due time of a request that is taken late, not the current time', () => {
    const schedule = new Schedule(4, 1);
    expect(taken(schedule, 0)).to.deep.equal([0]);
    expect(taken(schedule, 600)).to.deep.equal([250, 500]);
  });

  it('has no next due time after the last request', () => {
    const schedule = new Schedule(4, 0.5);
    taken(schedule, 10_000);
    expect(schedule.next).to.equal(undefined);
  });

  it('has no rounding error after a minute when the interval is a fraction of a millisecond', () => {
    const schedule = new Schedule(3_000, 60);
    expect(taken(schedule, 59_999.5)).to.have.length(179_999);
  });
});

function taken(schedule: Schedule, elapsed: number): number[] {
  const all: number[] = [];
  for (let next = schedule.take(elapsed); next !== undefined; next = schedule.take(elapsed)) all.push(next);
  return all;
}
