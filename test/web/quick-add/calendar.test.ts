import { expect } from 'chai';
import { instant } from '../../../src/domain/instant.ts';
import { read } from './read.ts';

/** Returns the date that a line gives at a moment in a zone. */
function dueAt(moment: string, zone: string, line: string): string | null | undefined {
  return read(line, { now: instant(Date.parse(moment)), zone }).fields.due;
}

describe('the calendar of a quick-add line', () => {
  it('takes the day of the zone, not that of UTC', () => {
    expect(dueAt('2026-11-25T23:30:00Z', 'Europe/Berlin', 'Wash today')).to.equal('2026-11-26');
    expect(dueAt('2026-11-26T07:30:00Z', 'America/Los_Angeles', 'Wash today')).to.equal('2026-11-25');
  });

  it('crosses the end of a month and of a year', () => {
    expect(dueAt('2026-12-31T12:00:00Z', 'UTC', 'Wash tomorrow')).to.equal('2027-01-01');
    expect(dueAt('2026-12-31T12:00:00Z', 'UTC', 'Wash Monday')).to.equal('2027-01-04');
    expect(dueAt('2026-12-31T12:00:00Z', 'UTC', 'Wash next month')).to.equal('2027-01-01');
    expect(dueAt('2026-12-31T12:00:00Z', 'UTC', 'Wash 1 Jan')).to.equal('2027-01-01');
    expect(dueAt('2027-01-31T12:00:00Z', 'UTC', 'Wash in 1 month')).to.equal('2027-02-28');
    expect(dueAt('2028-02-29T12:00:00Z', 'UTC', 'Wash in 1 year')).to.equal('2029-02-28');
    expect(dueAt('2096-03-01T12:00:00Z', 'UTC', 'Wash 29 Feb')).to.equal('2104-02-29');
  });

  it('begins a week on Monday, also on Sunday and on Monday itself', () => {
    expect(dueAt('2026-11-29T12:00:00Z', 'UTC', 'Wash next week')).to.equal('2026-11-30');
    expect(dueAt('2026-11-30T12:00:00Z', 'UTC', 'Wash next week')).to.equal('2026-12-07');
    expect(dueAt('2026-11-30T12:00:00Z', 'UTC', 'Wash Monday')).to.equal('2026-12-07');
    expect(dueAt('2026-11-29T12:00:00Z', 'UTC', 'Wash next Sunday')).to.equal('2026-12-06');
  });

  it('counts days, not hours, over a change of the clock', () => {
    // 24 hours after 00:30 of a day of 25 hours it is still that day; after 23:30 before one of 23 hours it is two days later.
    expect(dueAt('2026-10-24T22:30:00Z', 'Europe/Berlin', 'Wash tomorrow')).to.equal('2026-10-26');
    expect(dueAt('2026-03-28T22:30:00Z', 'Europe/Berlin', 'Wash tomorrow')).to.equal('2026-03-29');
    expect(dueAt('2026-03-28T22:30:00Z', 'Europe/Berlin', 'Wash in 2 days 2:30')).to.equal('2026-03-30T02:30');
  });

  it('takes a time alone as the next one, by the instant, when the clock goes back', () => {
    // 02:30 comes twice in this night; the first is at 00:30Z.
    expect(dueAt('2026-10-25T00:29:00Z', 'Europe/Berlin', 'Wash 2:30')).to.equal('2026-10-25T02:30');
    expect(dueAt('2026-10-25T00:31:00Z', 'Europe/Berlin', 'Wash 2:30')).to.equal('2026-10-26T02:30');
  });

  it('reads no dates on a day that no task can have', () => {
    for (const now of [8.64e15, -8.64e15]) {
      expect(read('Wash tomorrow #Home', { now: instant(now), zone: 'UTC' })).to.deep.include({
        title: 'Wash tomorrow',
        fields: { list: 'Home' },
      });
    }
  });

  it('refuses a zone that does not exist', () => {
    expect(() => read('Wash', { zone: 'Europe/Atlantis' })).to.throw(RangeError);
  });
});
