import { expect } from 'chai';
import fc from 'fast-check';
import { calendarOf } from '../../../src/domain/time/calendar.ts';
import { dayOf, timeOf } from '../../../src/domain/time/day.ts';

const FIRST = Temporal.PlainDate.from('0001-01-01');
const day = fc.integer({ min: 0, max: 3_652_058 }).map((days) => FIRST.add({ days }));
const recentDay = fc.integer({ min: 650_000, max: 750_000 }).map((days) => FIRST.add({ days }));
const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'UTC');

/** A random zone, with the day of a clock change, the day before or the day after. */
const change = fc.tuple(zone, recentDay, fc.integer({ min: -1, max: 1 })).map(([zone, day, days]) => {
  const next = day.toZonedDateTime(zone).getTimeZoneTransition('next');
  return { zone, day: (next?.toPlainDate() ?? day).add({ days }) };
});
const anyDay = fc.oneof(change, fc.record({ zone, day }));

describe('a day', () => {
  it('is represented by the number of days since 1970-01-01', () => {
    expect(dayOf('1970-01-01')).to.equal(0);
    fc.assert(
      fc.property(day, (day) => {
        const { days } = Temporal.PlainDate.from('1970-01-01').until(day);
        expect(dayOf(`${day}T12:00`)).to.equal(days);
      }),
    );
  });

  it('has times of day, which are parsed from text with or without seconds into milliseconds after midnight', () => {
    expect(timeOf('2026-03-29T00:00')).to.equal(0);
    expect(timeOf('2026-03-29T23:59')).to.equal(86_340_000);
    expect(timeOf('2026-03-29T01:02:03[UTC]')).to.equal(3_723_000);
    expect(timeOf('2026-03-29T01:02[UTC]')).to.equal(3_720_000);
  });
});

describe('the calendar of a time zone', () => {
  it('begins each day at the same instant as Temporal does', () => {
    fc.assert(
      fc.property(anyDay, ({ zone, day }) => {
        const expected = day.toZonedDateTime(zone).epochMilliseconds;
        expect(calendarOf(zone).firstInstant(dayOf(day.toString()))).to.equal(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('resolves each local time as Temporal does by default', () => {
    const time = fc.integer({ min: 0, max: 1439 }).map((minutes) => Temporal.PlainTime.from('00:00').add({ minutes }));
    fc.assert(
      fc.property(anyDay, time, ({ zone, day }, time) => {
        const local = day.toPlainDateTime(time);
        const text = local.toString();
        const instant = calendarOf(zone).instantAt(dayOf(text), timeOf(text));
        expect(instant).to.equal(local.toZonedDateTime(zone).epochMilliseconds);
      }),
      { numRuns: 1000 },
    );
  });

  it('maps an instant to the last day that begins at or before this instant', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -90_000_000, max: 90_000_000 }), ({ zone, day }, milliseconds) => {
        const calendar = calendarOf(zone);
        const instant = day.toZonedDateTime(zone).epochMilliseconds + milliseconds;
        const found = calendar.dayAt(instant);
        expect(calendar.firstInstant(found)).to.be.at.most(instant);
        expect(calendar.firstInstant(found + 1)).to.be.greaterThan(instant);
      }),
      { numRuns: 500 },
    );
  });

  const days: [instant: string, zone: string, day: string][] = [
    ['2026-03-28T22:59:59.999Z', 'Europe/Berlin', '2026-03-28'],
    ['2026-03-28T23:00Z', 'Europe/Berlin', '2026-03-29'],
    ['2026-03-29T21:59:59.999Z', 'Europe/Berlin', '2026-03-29'],
    ['2026-03-29T22:00Z', 'Europe/Berlin', '2026-03-30'],
    ['2018-11-04T02:59:59.999Z', 'America/Sao_Paulo', '2018-11-03'],
    ['2018-11-04T03:00Z', 'America/Sao_Paulo', '2018-11-04'],
    ['2011-12-30T09:59:59.999Z', 'Pacific/Apia', '2011-12-29'],
    ['2011-12-30T10:00Z', 'Pacific/Apia', '2011-12-31'],
    ['2010-11-07T02:45Z', 'America/St_Johns', '2010-11-07'],
  ];
  for (const [instant, zone, day] of days) {
    it(`places ${instant} on ${day} in ${zone}`, () => {
      expect(calendarOf(zone).dayAt(Temporal.Instant.from(instant).epochMilliseconds)).to.equal(dayOf(day));
    });
  }

  it('still returns the first instant of a day after its cache has overflowed', () => {
    const calendar = calendarOf('Europe/Berlin');
    const before = calendar.firstInstant(20_000);
    for (let day = 0; day < 5_000; day++) calendar.firstInstant(day);
    expect(calendar.firstInstant(20_000)).to.equal(before);
  });
});
