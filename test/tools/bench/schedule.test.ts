import { expect } from 'chai';
import { Schedule } from '../../../tools/support/load/schedule.ts';

describe('a schedule of requests', () => {
  it('spaces requests evenly at its rate', () => {
    expect(taken(new Schedule(4, 1), 10_000)).to.deep.equal([0, 250, 500, 750]);
    expect(new Schedule(1_000, 2.5).total).to.equal(2_500);
  });

  it('releases no request before its scheduled time', () => {
    const schedule = new Schedule(4, 1);
    expect(taken(schedule, 249)).to.deep.equal([0]);
    expect(taken(schedule, 249)).to.deep.equal([]);
    expect(taken(schedule, 250)).to.deep.equal([250]);
  });

  it('returns the scheduled time of a late request', () => {
    const schedule = new Schedule(4, 1);
    expect(taken(schedule, 0)).to.deep.equal([0]);
    expect(taken(schedule, 600)).to.deep.equal([250, 500]);
  });

  it('ends after its last request', () => {
    const schedule = new Schedule(4, 0.5);
    taken(schedule, 10_000);
    expect(schedule.next).to.equal(undefined);
  });

  it('does not drift when its interval is not a whole number of milliseconds', () => {
    const schedule = new Schedule(3_000, 60);
    expect(taken(schedule, 59_999.5)).to.have.length(179_999);
  });
});

function taken(schedule: Schedule, elapsed: number): number[] {
  const all: number[] = [];
  for (let next = schedule.take(elapsed); next !== undefined; next = schedule.take(elapsed)) all.push(next);
  return all;
}
