import { expect } from 'chai';
import { type Example, read, taskOf } from './read.ts';

/** Quick-add lines, each with the fields of the task that it gives on Wednesday, 25 November 2026, 10:00. */
const EXAMPLES: readonly Example[] = [
  ['Anna anrufen heute', { title: 'Anna anrufen', due: '2026-11-25' }],
  ['Anna anrufen morgen', { title: 'Anna anrufen', due: '2026-11-26' }],
  ['Anna anrufen übermorgen', { title: 'Anna anrufen', due: '2026-11-27' }],
  ['Anna anrufen uebermorgen', { title: 'Anna anrufen', due: '2026-11-27' }],
  ['Anna anrufen morgen um 14 Uhr', { title: 'Anna anrufen', due: '2026-11-26T14:00' }],
  ['Anna anrufen um 14.30 Uhr am Montag', { title: 'Anna anrufen', due: '2026-11-30T14:30' }],
  ['Anna anrufen 14 Uhr 30', { title: 'Anna anrufen', due: '2026-11-25T14:30' }],
  ['Anna anrufen um 14h', { title: 'Anna anrufen', due: '2026-11-25T14:00' }],
  ['Anna anrufen 9:30 Uhr', { title: 'Anna anrufen', due: '2026-11-26T09:30' }],
  ['Morgen Anna anrufen 18 Uhr', { title: 'Anna anrufen', due: '2026-11-26T18:00' }],
  ['Anna anrufen Montag', { title: 'Anna anrufen', due: '2026-11-30' }],
  ['Anna anrufen am Mo', { title: 'Anna anrufen', due: '2026-11-30' }],
  ['Anna anrufen am Montag, den 30.11.', { title: 'Anna anrufen', due: '2026-11-30' }],
  ['Anna anrufen Montag 1.12.', { title: 'Anna anrufen Montag', due: '2026-12-01' }],
  ['Anna anrufen nächsten Freitag', { title: 'Anna anrufen', due: '2026-12-04' }],
  ['Anna anrufen nächste Woche', { title: 'Anna anrufen', due: '2026-11-30' }],
  ['Anna anrufen nächste Woche Freitag', { title: 'Anna anrufen', due: '2026-12-04' }],
  ['Anna anrufen in 3 Tagen', { title: 'Anna anrufen', due: '2026-11-28' }],
  ['Anna anrufen in einer Woche', { title: 'Anna anrufen', due: '2026-12-02' }],
  ['Anna anrufen in zwölf Monaten', { title: 'Anna anrufen', due: '2027-11-25' }],
  ['Steuern 1.12.', { title: 'Steuern', due: '2026-12-01' }],
  ['Steuern 01.12.2026', { title: 'Steuern', due: '2026-12-01' }],
  ['Steuern am 1. Dezember', { title: 'Steuern', due: '2026-12-01' }],
  ['Steuern 3. März 2027', { title: 'Steuern', due: '2027-03-03' }],
  ['Steuern 2026-12-01', { title: 'Steuern', due: '2026-12-01' }],
  ['Steuern bis Freitag', { title: 'Steuern', due: '2026-11-27' }],
  ['Steuern bis zum 1.12.', { title: 'Steuern', due: '2026-12-01' }],
  ['Alle 3 Bücher lesen morgen', { title: 'Alle 3 Bücher lesen', due: '2026-11-26' }],
  ['Steuern fällig am Freitag', { title: 'Steuern', due: '2026-11-27' }],
  ['Malen ab Montag bis Freitag', { title: 'Malen', start: '2026-11-30', due: '2026-12-04' }],
  ['Waschen !dringend', { title: 'Waschen', priority: 'urgent' }],
  ['Waschen !hoch', { title: 'Waschen', priority: 'high' }],
  ['Waschen !mittel', { title: 'Waschen', priority: 'medium' }],
  ['Waschen !niedrig #Haus @warm', { title: 'Waschen', priority: 'low', list: 'Haus', tags: ['warm'] }],
  ['Waschen „morgen“', { title: 'Waschen morgen' }],
  ['Anna anrufen tomorrow !high', { title: 'Anna anrufen', due: '2026-11-26', priority: 'high' }],
  ['Treffen 2 am Montag', { title: 'Treffen 2', due: '2026-11-30' }],
];

/** Lines with words that look like a date but are no date. */
const TEXT: readonly string[] = [
  'Guten Morgen sagen',
  'Kaffee am Morgen',
  'Guten Morgen',
  'Mach es so',
  'Was ist zu do',
  'Jeden Morgen joggen um 7 Uhr',
  'Alle 2 Wochen gießen 18 Uhr',
  'Post von heute',
  'Version 1.12',
  'Treffen 14:00 bis 15:00',
  'Treffen 14 Uhr bis 15 Uhr',
  'Treffen um 2 Uhr am Morgen',
  'Laden offen ab 14 Uhr',
  'Treffen um 5',
  'Montagabend lesen',
  'Freitag der 13.',
  'Montag in einer Woche',
];

describe('a German quick-add line', () => {
  for (const [line, task] of EXAMPLES) {
    it(`gives the title and the fields of a task: "${line}"`, () => {
      expect(taskOf(line, { language: 'de' })).to.deep.equal(task);
    });
  }

  for (const line of TEXT) {
    it(`gives no date if its words only look like one: "${line}"`, () => {
      expect(read(line, { language: 'de' })).to.deep.equal({ title: line, fields: {}, chips: [] });
    });
  }

  it('gives no date for German words if the language of the user is English', () => {
    for (const line of ['Anna anrufen morgen', 'Steuern 1.12.', 'Waschen !hoch', 'Treffen 14 Uhr']) {
      expect(taskOf(line)).to.deep.equal({ title: line });
    }
  });
});
