import { expect } from 'chai';
import { MAX_BYTES, MAX_CELLS, MAX_TEXT_LENGTH } from '../../../src/adapters/imports/limits.ts';
import { readExport } from '../../../src/adapters/imports/read-export.ts';
import { UnreadableExport } from '../../../src/adapters/imports/unreadable-export.ts';
import { NOW } from './fixtures.ts';
import { onlyTask, readText } from './read-text.ts';

describe('the limits of imports', () => {
  it('refuse a file of more than 64 MiB before it is decoded', () => {
    const read = () => readExport('todo.txt', new Uint8Array(MAX_BYTES + 1), { now: NOW });
    expect(read).to.throw(UnreadableExport, /too large: 65 MiB, at most 64 MiB/);
  });

  it('refuse a JSON file with 100,000 nested arrays', () => {
    const text = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(() => readText('deep.json', text)).to.throw(
      UnreadableExport,
      /nested deeper than 200 levels \(line 1, column 201\)/,
    );
  });

  it('refuse a JSON file of more than eight million values', () => {
    const text = `[${'0,'.repeat(8_000_001)}0]`;
    expect(() => readText('many.json', text)).to.throw(UnreadableExport, /more than 8000000 values/);
  });

  it('refuse a line, a CSV cell or a JSON string of more than 8 MiB, with an error that says where it is', () => {
    const long = 'a'.repeat(MAX_TEXT_LENGTH + 1);
    const refused = /longer than 8 MiB \(line 2[,)]/;
    expect(() => readText('todo.txt', `a\n${long}`)).to.throw(UnreadableExport, refused);
    expect(() => readText('a.ics', `BEGIN:VCALENDAR\nSUMMARY:${long}`)).to.throw(UnreadableExport, refused);
    expect(() => readText('a.csv', `TYPE,CONTENT\ntask,${long}`)).to.throw(UnreadableExport, refused);
    expect(() => readText('a.json', `[\n"${long}"]`)).to.throw(UnreadableExport, refused);
  });

  it('cut a title of a million characters, and the description that repeats the title, to their maximum lengths', () => {
    const text = 'Water the ferns. '.repeat(60_000);
    const task = onlyTask('todo.txt', text);
    expect([...task.content.title]).to.have.length(255);
    expect([...(task.content.description ?? '')]).to.have.length(2_000);
    expect(task.notes.map((note) => note.split(':')[0])).to.deep.equal(['title', 'description']);
  });

  it('allow a file of 100,000 tasks, and refuse a file of more than 250,000 tasks', () => {
    expect(readText('todo.txt', 'a\n'.repeat(100_000)).tasks).to.have.length(100_000);
    expect(() => readText('todo.txt', 'a\n'.repeat(250_001))).to.throw(/more than 250000 tasks \(line 250001\)/);
  });

  it('refuse a file with more than 100,000 broken records', () => {
    expect(() => readText('a.json', `[{"uuid":"a"}${',0'.repeat(102_000)}]`)).to.throw(
      /More than 100000 records are broken/,
    );
  });

  it('list the first 1,000 skipped records in the report, and only count further ones', () => {
    const file = readText('a.json', `[{"uuid":"a"}${',0'.repeat(1_005)}]`);
    expect(file.skipped).to.have.length(1_000);
    expect(file.once).to.include('Further records were skipped: 5.');
  });

  it('keep the first 100 import notes of a task, and only count further ones', () => {
    const task = onlyTask('todo.txt', `A +list ${Array.from({ length: 130 }, (_, i) => `+p${i}`).join(' ')}`);
    expect(task.notes).to.have.length(101);
    expect(task.notes.at(-1)).to.equal('notes: 30 more');
  });

  it('ignore the cells of a CSV row beyond the 200th, and read the next row', () => {
    const file = readText('a.csv', `TYPE,CONTENT\ntask,One${',x'.repeat(MAX_CELLS)}\ntask,Two\n`);
    expect(file.tasks.map(({ content }) => content.title)).to.deep.equal(['One', 'Two']);
    expect(file.tasks[0]?.notes.join()).to.include('row: more than 200 cells');
    expect(file.tasks[1]?.place).to.equal('line 3');
  });

  it('keep the first 20 tags of a task with 1,100 tags, and report that the others are lost', () => {
    const task = onlyTask('todo.txt', `A ${Array.from({ length: 1_100 }, (_, i) => `@t${i}`).join(' ')}`);
    expect(task.content.tags).to.have.length(20);
    expect(task.notes[0]).to.equal('tags: t1000 is one too many');
  });

  it('refuse an iCalendar file of more than four million properties', function () {
    this.timeout(60_000);
    const text = `BEGIN:VCALENDAR\n${'X:\n'.repeat(4_000_001)}END:VCALENDAR\n`;
    expect(() => readText('a.ics', text)).to.throw(
      UnreadableExport,
      /more than 1000000 components or 4000000 properties/,
    );
  });

  it('name only the nearest 50 ancestors of a subtask in its description', () => {
    const items = Array.from({ length: 60 }, (_, i) => ({
      id: `${i}`,
      parent_id: i === 0 ? null : `${i - 1}`,
      content: `t${i}`,
    }));
    const last = readText('a.json', JSON.stringify({ items })).tasks.at(-1);
    expect(last?.content.description?.split(' > ')).to.have.length(50);
    expect(last?.notes).to.deep.equal(['parent: only the nearest 50 are named']);
  });
});
