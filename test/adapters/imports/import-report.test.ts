import { expect } from 'chai';
import { descriptionWithNotes, reportLines } from '../../../src/adapters/imports/import-report.ts';
import { onlyTask, readText } from './read-text.ts';

describe('the report of an import', () => {
  it('lists the data that is not imported: for the whole file, for each skipped record, and for each task by its title', () => {
    const text = JSON.stringify({ items: [{ id: 'a', content: 'Ferns', due: { date: 'soon' }, extra: 1 }, null] });
    expect(reportLines(readText('a.json', text))).to.deep.equal([
      'Ids, positions, authors, times of creation and of change, colours and unused labels are gone.',
      'Fields that Taskport does not know are gone: extra.',
      '$.items[1]: skipped: null is not an object',
      '$.items[0]: “Ferns”: not kept: date: soon',
    ]);
  });

  it('replaces control characters from the file, which could garble a terminal', () => {
    const lines = reportLines(readText('todo.txt', '\u001b[31mred\u202e rec:\u0007x'));
    expect(lines.at(-1)).to.equal('line 1: “\ufffd[31mred\ufffd”: not kept: recurrence: x');
  });
});

describe('descriptionWithNotes', () => {
  it('appends the import notes of a task (values without a field) to its description', () => {
    const ics =
      'BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:A\nDESCRIPTION:Text\nRRULE:FREQ=DAILY\nURL:https://example.org\nEND:VTODO\nEND:VCALENDAR';
    expect(descriptionWithNotes(onlyTask('a.ics', ics))).to.equal(
      'Text\n\nNot kept by the import:\n- recurrence: FREQ=DAILY\n- link: https://example.org',
    );
  });

  it('returns the description unchanged if the task has no import notes to append', () => {
    expect(descriptionWithNotes(onlyTask('todo.txt', 'x A'))).to.equal(null);
    expect(descriptionWithNotes(onlyTask('todo.txt', ''.padEnd(300, 'a')))).to.equal(''.padEnd(300, 'a'));
  });

  it('cuts a description with its import notes to 2,000 code points, and adds the number of notes left out', () => {
    const json = JSON.stringify({
      items: [
        { id: 'a', content: 'A', description: '🌱'.repeat(2_000), labels: Array.from({ length: 90 }, (_, i) => i) },
      ],
    });
    const text = descriptionWithNotes(onlyTask('a.json', json)) ?? '';
    expect([...text].length).to.be.within(1_950, 2_000);
    expect(text).to.match(/^(?:🌱)+…\n\nNot kept by the import:\n- tags: 0 is not text\n/u);
    expect(text).to.match(/\n- … and \d+ more$/);
  });
});
