import { expect } from 'chai';
import { read, taskOf } from './read.ts';

describe('the title parsed from a quick-add line', () => {
  it('contains quoted words, and loses the quotes only if the words would otherwise be read as a date or field', () => {
    expect(taskOf('Watch "Next Friday" tomorrow')).to.deep.equal({ title: 'Watch Next Friday', due: '2026-11-26' });
    expect(taskOf('Read "#42 and #answers"')).to.deep.equal({ title: 'Read #42 and #answers' });
    expect(taskOf('Read "Dune" tomorrow')).to.deep.equal({ title: 'Read "Dune"', due: '2026-11-26' });
    expect(taskOf('"Next Friday" by Ann')).to.deep.equal({ title: 'Next Friday by Ann' });
    expect(taskOf('Read "a"b #Home"')).to.deep.equal({ title: 'Read a"b #Home' });
    expect(taskOf('Read “tomorrow”')).to.deep.equal({ title: 'Read tomorrow' });
  });

  it('contains a quotation mark that is never closed, or that is inside a word', () => {
    expect(taskOf('Buy 12" vinyl today')).to.deep.equal({ title: 'Buy 12" vinyl', due: '2026-11-25' });
    expect(taskOf('Say "hello #Home')).to.deep.equal({ title: 'Say "hello', list: 'Home' });
  });

  it('contains words after a backslash, and loses the backslash only if the words would otherwise be read as a date or field', () => {
    expect(taskOf('Search for \\#taskport')).to.deep.equal({ title: 'Search for #taskport' });
    expect(taskOf('Watch \\next friday')).to.deep.equal({ title: 'Watch next friday' });
    expect(taskOf('Write \\//comment')).to.deep.equal({ title: 'Write //comment' });
    expect(taskOf('Clean \\temp and C:\\temp')).to.deep.equal({ title: 'Clean \\temp and C:\\temp' });
  });

  it('is the date if every word of the line is read as a date or field, or is the last field if there is no date', () => {
    expect(taskOf('tomorrow 14:00')).to.deep.equal({ title: 'tomorrow 14:00' });
    expect(taskOf('Tomorrow #Home')).to.deep.equal({ title: 'Tomorrow', list: 'Home' });
    expect(taskOf('#Home')).to.deep.equal({ title: '#Home' });
    expect(taskOf('#Home @phone')).to.deep.equal({ title: '@phone', list: 'Home' });
    expect(taskOf('//note')).to.deep.equal({ title: '//note' });
    expect(taskOf('//note //more')).to.deep.equal({ title: '//note', description: 'more' });
    expect(taskOf('tomorrow //note')).to.deep.equal({ title: 'tomorrow', description: 'note' });
    expect(taskOf('\u200b #Home')).to.deep.equal({ title: '\u200b #Home' });
  });

  it('may exceed the maximum length of a task title, because the length is checked later', () => {
    expect(taskOf(`${'a'.repeat(256)} #Home`)).to.deep.equal({ title: 'a'.repeat(256), list: 'Home' });
  });

  it('keeps the blanks between words, and has one blank in place of words that are read as a field', () => {
    expect(taskOf('  a  b   @c   d\te ')).to.deep.equal({ title: 'a  b d\te', tags: ['c'] });
  });

  it('contains the earlier of two values for one field, because the field gets only the last value', () => {
    expect(taskOf('!low wash !high')).to.deep.equal({ title: '!low wash', priority: 'high' });
    expect(taskOf('Wash #a #b')).to.deep.equal({ title: 'Wash #a', list: 'b' });
    expect(taskOf('Meet monday tomorrow')).to.deep.equal({ title: 'Meet monday', due: '2026-11-26' });
    expect(taskOf('Meet 14:00 15:00')).to.deep.equal({ title: 'Meet 14:00', due: '2026-11-25T15:00' });
    expect(taskOf('Meet 14:00 2026-12-01T15:00')).to.deep.equal({ title: 'Meet 14:00', due: '2026-12-01T15:00' });
    expect(taskOf('Today meet tomorrow')).to.deep.equal({ title: 'Today meet', due: '2026-11-26' });
  });

  it('contains the tags after the first 20 different tags, because a task has at most 20 tags', () => {
    const tags = Array.from({ length: 20 }, (_, i) => `t${i}`);
    const line = `Wash ${tags.map((tag) => `@${tag}`).join(' ')} @T0 @more`;
    expect(taskOf(line)).to.deep.equal({ title: 'Wash @more', tags });
  });

  it('contains a list name, tag name or description that is invalid, for example too long, instead of using it as a field', () => {
    for (const line of [`Wash #${'a'.repeat(101)}`, `Wash @${'a'.repeat(51)}`, `Wash //${'a'.repeat(2001)}`]) {
      expect(read(line)).to.deep.equal({ title: line, fields: {}, chips: [] });
    }
    expect(read('Wash #\ud800a').title).to.equal('Wash #\ud800a');
  });
});
