import { expect } from 'chai';
import { read } from './read.ts';

/** Lines in which other apps wrongly find a date, a list or a tag, each with the issue in which a user reports it. */
const TEXT: readonly (readonly [line: string, source: string])[] = [
  ['Buy a monitor', 'donetick/frontend#62'],
  ['Ask Mark', 'alainm23/planify#2089'],
  ['Jane decides', 'alainm23/planify#2089'],
  ['Buy paprika', 'alainm23/planify#2110'],
  ['Delete mails up to January 30th', 'go-vikunja/vikunja#2392'],
  ['The 5th Wave', 'go-vikunja/vikunja#2195'],
  ['The 9/11 Report', 'go-vikunja/vikunja#2195'],
  ['The 2026-12-01 report', 'go-vikunja/vikunja#2195'],
  ['Renovation - 2nd Floor Bath', 'go-vikunja/vikunja#2140'],
  ['Check money', 'go-vikunja/frontend#67'],
  ['Meeting 10/01', 'alainm23/planify#2685'],
  ['Exercise 1h', 'super-productivity/super-productivity#3360'],
  ['Drink 2h after the pill', 'super-productivity/super-productivity#8974'],
  ['Meet with Friday', 'super-productivity/super-productivity#2347'],
  ['Prepare the Friday demo', 'super-productivity/super-productivity#9137'],
  ['Friday demo', 'super-productivity/super-productivity#9137'],
  ['Standup every monday and friday', 'super-productivity/super-productivity#9134'],
  ['Every Friday call Ann tomorrow', 'super-productivity/super-productivity#9134'],
  ["Read Tomorrow's paper", 'marco308/mdone#215'],
  ['I may come', 'wanasit/chrono#518'],
  ['Ask Theresa May', 'wanasit/chrono#518'],
  ['Information fripple', 'akoumjian/datefinder#99'],
];

/** More lines in which an app could wrongly find a date, a list or a tag. */
const MORE: readonly string[] = [
  'Enjoy the sun',
  'Call Wed',
  'Shop on Black Friday',
  'Mail from Monday',
  'Film it until Friday',
  'Slides for tomorrow',
  'Shift 9:00 - 17:00',
  'Tomorrow is another day',
  'Tomorrow - the film',
  'Monday in 2 weeks',
  'Pay taxes every 1 Dec',
  'Pay every 1st 14:00',
  'Water every two days 14:00',
  'Run every mon, wed 14:00',
  'Standup daily 9:30',
  'Ride 14h',
  'Workout tomorrow 2h',
  'Meet 14pm',
  'Meet 0am',
  'Meet 14:75',
  'Meet 0 May',
  'Meet 1.13.2026',
  'Meet 2026-00-10',
  'Gym tonight',
  'Meet at 5',
  'Meet at 25:00',
  'Meet 31 February',
  'Invoice 2025-12-01',
  'Fix #123',
  'We are #1',
  'Learn C# and F#',
  'Write to ann@example.org',
  'Meet @ 5',
  'Read https://example.org/#part //',
  'Stop!!! Now!',
  'Say !important',
  '## Heading',
  'Add ##Heading',
  'Wash #"a"?',
];

describe('a quick-add line that is easily misread', () => {
  for (const [line, source] of TEXT) {
    it(`becomes the title without a change: "${line}" (${source})`, () => {
      expect(read(line)).to.deep.equal({ title: line, fields: {}, chips: [] });
    });
  }

  for (const line of MORE) {
    it(`becomes the title without a change: "${line}"`, () => {
      expect(read(line)).to.deep.equal({ title: line, fields: {}, chips: [] });
    });
  }

  it('gives a title that includes the words between two recognized fields', () => {
    expect(read('Pay @home rent !high soon Friday').title).to.equal('Pay rent soon');
  });

  it('becomes the title without a change if quick-add is switched off', () => {
    const line = ' "Call" Ann \\tomorrow tomorrow #Home ';
    expect(read(line, { enabled: false })).to.deep.equal({ title: line.trim(), fields: {}, chips: [] });
  });
});
