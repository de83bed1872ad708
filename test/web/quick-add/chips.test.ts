import { expect } from 'chai';
import { read } from './read.ts';

describe('a chip (words of a quick-add line that are read as a field)', () => {
  it('has the words, their position in the line, the field, the value and a key', () => {
    expect(read('Wash  Tomorrow   14:00. #Home').chips).to.deep.equal([
      { from: 6, to: 23, text: 'Tomorrow   14:00.', field: 'due', value: '2026-11-26T14:00', key: '1:tomorrow 14:00' },
      { from: 24, to: 29, text: '#Home', field: 'list', value: 'Home', key: '1:#home' },
    ]);
  });

  it('covers all words of the longest date phrase', () => {
    const line = 'Steuern bis zum Dienstag, den 1. Dezember 2026 um 14 Uhr 30';
    const { chips } = read(line, { language: 'de' });
    expect(chips.map(({ from, to, value }) => [from, to, value])).to.deep.equal([[8, line.length, '2026-12-01T14:30']]);
  });

  it('has the whole date even if other words are between the day and the time', () => {
    const chips = read('Tomorrow wash 14:00').chips.map(({ text, value }) => [text, value]);
    expect(chips).to.deep.equal([
      ['Tomorrow', '2026-11-26T14:00'],
      ['14:00', '2026-11-26T14:00'],
    ]);
  });

  it('stays dismissed (its words stay part of the title) while the user types more words', () => {
    const dismissed = read('Watch tomorrow').chips.map(({ key }) => key);
    expect(read('Watch tomorrow', { dismissed }).chips).to.deep.equal([]);
    expect(read('Watch tomorrow!', { dismissed }).chips).to.deep.equal([]);
    const longer = read('Watch tomorrow tomorrow', { dismissed });
    expect(longer.title).to.equal('Watch tomorrow');
    expect(longer.chips.map(({ from }) => from)).to.deep.equal([15]);
    expect(read('Watch tomorrow 14:00', { dismissed }).fields).to.deep.equal({ due: '2026-11-25T14:00' });
  });

  it('comes back after it was dismissed when the user replaces its words with other words', () => {
    const dismissed = ['1:tomorrow 14:00', '1:#ho'];
    expect(read('Wash #home tomorrow 15:00', { dismissed }).chips).to.have.length(2);
  });

  it('stays dismissed, if it is a description, while the user types more words of the description', () => {
    const dismissed = read('Wash //a').chips.map(({ key }) => key);
    expect(read('Wash //at 30° @c', { dismissed }).title).to.equal('Wash //at 30°');
  });

  it('stays dismissed while the user types more words, even if it is a quoted name of several words', () => {
    const dismissed = read('Wash #"Two  words"').chips.map(({ key }) => key);
    expect(read('Wash #"Two  words" soon', { dismissed }).title).to.equal('Wash #"Two  words" soon');
  });

  it('is made for the earlier of two values of a field after the user has dismissed the later value', () => {
    expect(read('!low wash !high', { dismissed: ['1:!high'] }).fields).to.deep.equal({ priority: 'low' });
  });

  it('is not dismissed by a key that is invalid or names words that the line does not contain', () => {
    for (const key of ['', ':', '0:tomorrow', '-1:tomorrow', '2:tomorrow', 'x:tomorrow', '1:', '1: tomorrow']) {
      expect(read('Wash tomorrow', { dismissed: [key] }).chips, key).to.have.length(1);
    }
  });
});
