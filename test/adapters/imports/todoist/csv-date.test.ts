import { expect } from 'chai';
import { readCsvDate } from '../../../../src/adapters/imports/todoist/csv-date.ts';

/** Dates in Todoist's CSV files, each with its meaning on 2 March 2026; null if the import cannot read it. */
const DATES: Record<string, string | null> = {
  '2026-04-01': '2026-04-01',
  '2026-04-01 14:00': '2026-04-01T14:00:00',
  '29 Mar': '2026-03-29',
  '2 Mar': '2026-03-02',
  '1 Mar': '2027-03-01',
  '29 Feb': '2028-02-29',
  'Apr 12 2026 14:00': '2026-04-12T14:00:00',
  'Apr 12': '2026-04-12',
  '5 Apr 08:00': '2026-04-05T08:00:00',
  '31 Feb 2026': null,
  '31 Feb': null,
  '29 March': null,
  '29 Mär': null,
  tomorrow: null,
  'every day': null,
};

describe('readCsvDate', () => {
  for (const [text, meaning] of Object.entries(DATES)) {
    it(`reads ${text} as ${meaning}`, () => {
      const date = readCsvDate(text, 'en', Temporal.PlainDate.from('2026-03-02'));
      expect(date === null ? null : `${date.day}${date.time === null ? '' : `T${date.time}`}`).to.equal(meaning);
    });
  }

  it('reads dates with names of months only if the language of the file is English, and ISO dates in any language', () => {
    const today = Temporal.PlainDate.from('2026-03-02');
    expect(readCsvDate('29 Mar', 'de', today)).to.equal(null);
    expect(readCsvDate('2026-03-29', 'de', today)?.day).to.equal('2026-03-29');
  });
});
