import { expect } from 'chai';
import { instant } from '../../../src/domain/instant.ts';
import { read } from './read.ts';

/** Returns the due date that is read from a line at a moment, for a user in a time zone. */
function dueAt(moment: string, zone: string, line: string): string | null | undefined {
  return read(line, { now: instant(Date.parse(moment)), zone }).fields.due;
}

describe('a date in a quick-add line', () => {
  it('is counted from the current day in the time zone of the user, not from the current day in UTC', () => {
    expect(dueAt('2026-11-25T23:30:00Z', 'Europe/Berlin', 'Wash today')).to.equal('2026-11-26');
    expect(dueAt('2026-11-26T07:30:00Z', 'America/Los_Angeles', 'Wash today')).to.equal('2026-11-25');
  });

  it('without a year is the next day that fits, even if that day is in the next month or in a later year', () => {
    expect(dueAt('2026-12-31T12:00:00Z', 'UTC', 'Wash tomorrow')).to.equal('2027-01-01');
    expect(dueAt('2026-12-31T12:00:00Z', 'UTC', 'Wash Monday')).to.equal('2027-01-04');
    expect(dueAt('2026-12-31T12:00:00Z', 'UTC', 'Wash next month')).to.equal('2027-01-01');
    expect(dueAt('2026-12-31T12:00:00Z', 'UTC', 'Wash 1 Jan')).to.equal('2027-01-01');
    expect(dueAt('2027-01-31T12:00:00Z', 'UTC', 'Wash in 1 month')).to.equal('2027-02-28');
    expect(dueAt('2028-02-29T12:00:00Z', 'UTC', 'Wash in 1 year')).to.equal('2029-02-28');
    expect(dueAt('2096-03-01T12:00:00Z', 'UTC', 'Wash 29 Feb')).to.equal('2104-02-29');
  });

  it('counts weeks from Monday, even if today is a Sunday or a Monday', () => {
    expect(dueAt('2026-11-29T12:00:00Z', 'UTC', 'Wash next week')).to.equal('2026-11-30');
    expect(dueAt('2026-11-30T12:00:00Z', 'UTC', 'Wash next week')).to.equal('2026-12-07');
    expect(dueAt('2026-11-30T12:00:00Z', 'UTC', 'Wash Monday')).to.equal('2026-12-07');
    expect(dueAt('2026-11-29T12:00:00Z', 'UTC', 'Wash next Sunday')).to.equal('2026-12-06');
  });

  it('counts calendar days, not periods of 24 hours, when daylight saving time begins or ends', () => {
    // A period of 24 hours would give a wrong day: 25 October has 25 hours, so 24 hours after 00:30 it is still the
    // same day. 29 March has 23 hours, so 24 hours after 23:30 on 28 March it is already 30 March.
    expect(dueAt('2026-10-24T22:30:00Z', 'Europe/Berlin', 'Wash tomorrow')).to.equal('2026-10-26');
    expect(dueAt('2026-03-28T22:30:00Z', 'Europe/Berlin', 'Wash tomorrow')).to.equal('2026-03-29');
    expect(dueAt('2026-03-28T22:30:00Z', 'Europe/Berlin', 'Wash in 2 days 2:30')).to.equal('2026-03-30T02:30');
  });

  it('means tomorrow if it is only a time of day that has passed today, even if a clock change will repeat this time today', () => {
    // In this night, the clock shows 02:30 twice, because daylight saving time ends. The first 02:30 is at 00:30 UTC.
    expect(dueAt('2026-10-25T00:29:00Z', 'Europe/Berlin', 'Wash 2:30')).to.equal('2026-10-25T02:30');
    expect(dueAt('2026-10-25T00:31:00Z', 'Europe/Berlin', 'Wash 2:30')).to.equal('2026-10-26T02:30');
  });

  it('stays part of the title if the current year is outside the range that dates of tasks allow', () => {
    for (const now of [8.64e15, -8.64e15]) {
      expect(read('Wash tomorrow #Home', { now: instant(now), zone: 'UTC' })).to.deep.include({
        title: 'Wash tomorrow',
        fields: { list: 'Home' },
      });
    }
  });

  it('causes a RangeError if the time zone of the user does not exist', () => {
    expect(() => read('Wash', { zone: 'Europe/Atlantis' })).to.throw(RangeError);
  });
});
