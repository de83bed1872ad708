import { expect } from 'chai';
import { onlyTask } from '../read-text.ts';

const BERLIN = `BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD`;

/** Local times in a zone with the rules of Berlin, each with the same time in UTC. */
const LOCAL = {
  '20260115T143000': '2026-01-15T13:30[UTC]',
  '20260715T143000': '2026-07-15T12:30[UTC]',
  '20260329T015959': '2026-03-29T00:59:59[UTC]',
  '20260329T030000': '2026-03-29T01:00[UTC]',
  '20260329T023000': '2026-03-29T01:30[UTC]',
  '20261025T023000': '2026-10-25T00:30[UTC]',
  '20261025T030000': '2026-10-25T02:00[UTC]',
  '19700101T120000': '1970-01-01T11:00[UTC]',
};

/** Starts and durations, each with the due date that must result; null if the import cannot compute one. */
const DURATIONS: readonly (readonly [start: string, duration: string, due: string | null])[] = [
  [';TZID=Europe/Berlin:20260328T143000', 'P1D', '2026-03-29T14:30[Europe/Berlin]'],
  [';TZID=Europe/Berlin:20260328T143000', 'PT24H', '2026-03-29T15:30[Europe/Berlin]'],
  [':20260404T100000', 'P1W', '2026-04-11T10:00'],
  [':20260404T100000Z', 'PT1H30M15S', '2026-04-04T11:30:15[UTC]'],
  [';VALUE=DATE:20260404', 'PT48H', '2026-04-06'],
  [';VALUE=DATE:20260404', 'PT36H', null],
  [':20260404T100000', '-PT1H', null],
  [':20260404T100000', 'P', null],
  [':20260404T100000', 'P999999W', null],
  [':99991231T100000Z', 'P1D', null],
];

describe('the import of dates from iCalendar', () => {
  for (const [local, utc] of Object.entries(LOCAL)) {
    it(`converts ${local}, in a time zone that only the imported calendar defines, to ${utc}`, () => {
      const task = todo(`DUE;TZID=Office clock:${local}`, BERLIN);
      expect(task.content.due).to.equal(utc);
      expect(task.notes).to.deep.equal(['zone: Office clock']);
    });
  }

  it('applies time zone rules that name days of the month, have an end, or list single dates', () => {
    const rules = `BEGIN:DAYLIGHT
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
DTSTART:19870405T020000
RRULE:FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=1,2,3,4,5,6,7;BYDAY=SU;UNTIL=20060402T070000Z
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
DTSTART:19871025T020000
RDATE:20051030T020000,20061029T020000
END:STANDARD`;
    const due = (local: string) => todo(`DUE;TZID=Old clock:${local}`, rules, 'Old clock').content.due;
    expect(due('20060401T120000')).to.equal('2006-04-01T17:00[UTC]');
    expect(due('20060403T120000')).to.equal('2006-04-03T16:00[UTC]');
    expect(due('20070601T120000')).to.equal('2007-06-01T17:00[UTC]');
  });

  it('applies the last UTC offset of a year until the first change of the offset in the next year', () => {
    const rules = `BEGIN:DAYLIGHT
TZOFFSETFROM:+1000
TZOFFSETTO:+1100
DTSTART:20011028T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+1100
TZOFFSETTO:+1000
DTSTART:20080406T030000
RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU
END:STANDARD`;
    const due = (local: string) => todo(`DUE;TZID=South clock:${local}`, rules, 'South clock').content.due;
    expect(due('20260115T120000')).to.equal('2026-01-15T01:00[UTC]');
    expect(due('20260715T120000')).to.equal('2026-07-15T02:00[UTC]');
  });

  for (const rule of ['FREQ=SECONDLY', 'FREQ=YEARLY;COUNT=2', 'FREQ=YEARLY;BYMONTH=13', 'FREQ=YEARLY;BYDAY=53XX']) {
    it(`reads a time as floating when its time zone has the unsupported rule ${rule}`, () => {
      const task = todo('DUE;TZID=Odd clock:20260329T143000', BERLIN.replace(/FREQ=.*3;BYDAY=-1SU/, rule), 'Odd clock');
      expect(task.content.due).to.equal('2026-03-29T14:30');
      expect(task.notes).to.deep.equal(['zone: Odd clock is not known, its times are floating']);
    });
  }

  for (const [start, duration, due] of DURATIONS) {
    it(`computes the due date ${due} from DTSTART${start} and DURATION:${duration}`, () => {
      const task = todo(`DTSTART${start}\nDURATION:${duration}`);
      expect(task.content.due).to.equal(due);
      expect(task.notes).to.deep.equal(due === null ? [`duration: ${duration}`] : []);
    });
  }
});

function todo(lines: string, rules = '', zone = 'Office clock') {
  const timezone = rules === '' ? '' : `BEGIN:VTIMEZONE\nTZID:${zone}\n${rules}\nEND:VTIMEZONE\n`;
  return onlyTask('a.ics', `BEGIN:VCALENDAR\n${timezone}BEGIN:VTODO\nSUMMARY:A\n${lines}\nEND:VTODO\nEND:VCALENDAR\n`);
}
