import { assert, expect } from 'chai';
import { readText } from './read-text.ts';

const ZERO = '0001-01-01T00:00:00Z';

describe('the import of old and unusual exports of other apps', () => {
  it('reads an export of Vikunja 0.21, which has offsets in dates, plain text, and a list of reminder dates', () => {
    const project = {
      title: 'House',
      parent_project_id: 0,
      buckets: [
        { id: 2, title: 'Doing', position: 2 },
        { id: 3, title: 'Done', position: 3, is_done_bucket: true },
        { id: 1, title: 'To-Do', position: 1 },
      ],
      tasks: [
        {
          id: 7,
          title: 'Fix the tap',
          description: 'Seal, 12 mm & 5 < 10',
          due_date: '2026-03-29T14:30:00+02:00',
          start_date: '0001-01-01T00:53:28+00:53',
          end_date: '0000-12-31T19:03:58-04:56',
          reminder_dates: ['2026-03-28T08:00:00+01:00'],
          bucket_id: 2,
        },
        { id: 8, title: 'Buy a seal', bucket_id: 1 },
        { id: 9, title: 'Shut the valve', bucket_id: 3, done: true, done_at: '2026-03-01T18:05:09+01:00' },
      ],
    };
    const { tasks } = readText('data-0.21.json', JSON.stringify([project]));
    const { content, notes } = tasks[0] ?? assert.fail();
    expect(tasks[1]?.notes).to.deep.equal([]);
    expect(tasks[2]?.notes).to.deep.equal([]);
    expect(tasks[2]?.completedAt).to.equal(Date.parse('2026-03-01T17:05:09Z'));
    expect(content.due).to.equal('2026-03-29T12:30[UTC]');
    expect(content.start).to.equal(null);
    expect(content.description).to.equal('Seal, 12 mm & 5 < 10');
    expect(notes).to.deep.equal(['reminder: 2026-03-28T08:00:00+01:00', 'bucket: Doing']);
  });

  it('adds no note about the bucket to tasks in the first bucket of a Vikunja board without a default bucket', () => {
    const task = (id: number) => ({ id, title: `Task ${id}`, due_date: ZERO });
    const project = {
      title: 'Board',
      views: [{ id: 4, default_bucket_id: 0, done_bucket_id: 0 }],
      buckets: [
        { id: 1, title: 'Backlog', project_view_id: 4 },
        { id: 2, title: 'Doing', project_view_id: 4 },
      ],
      task_buckets: [
        { bucket_id: 1, task_id: 1 },
        { bucket_id: 2, task_id: 2 },
      ],
      tasks: [task(1), task(2)],
    };
    expect(readText('data.json', JSON.stringify([project])).tasks.map(({ notes }) => notes)).to.deep.equal([
      [],
      ['bucket: Doing'],
    ]);
  });

  it('reads an export of TaskWarrior 2.5, which has all dependencies of a task in one text, and the status `waiting`', () => {
    const [one, two] = ['51a01003-2b3c-4d5e-8f90-a1b2c3d4e501', '51a01003-2b3c-4d5e-8f90-a1b2c3d4e502'];
    const tasks = [
      { uuid: one, description: 'One', status: 'waiting', wait: '20260315T000000Z' },
      { uuid: two, description: 'Two', status: 'pending', scheduled: '20260316T000000Z', wait: '20260315T000000Z' },
      { uuid: 'x', description: 'Three', status: 'pending', depends: `${one},${two.toUpperCase()}` },
    ];
    const read = readText('export-2.5.json', JSON.stringify(tasks)).tasks;
    expect(read[0]?.content.start).to.equal('2026-03-15T00:00[UTC]');
    expect(read[0]?.notes).to.deep.equal(['wait: 2026-03-15T00:00Z (kept as start)']);
    expect(read[1]?.content.start).to.equal('2026-03-16T00:00[UTC]');
    expect(read[2]?.notes).to.deep.equal(['dependency: One', 'dependency: Two']);
  });

  it('makes a task a subtask of a parent in another calendar of the same iCalendar file', () => {
    const calendar = (...lines: string[]) =>
      ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
    const child = calendar(
      'BEGIN:VTODO',
      'UID:child',
      'SUMMARY:Child',
      'RELATED-TO:parent',
      'DUE;TZID=Europe/Berlin:20260329T143001',
      'GEO:52.5;13.4',
      'CLASS:CONFIDENTIAL',
      'BEGIN:VALARM',
      'TRIGGER;RELATED=END:-PT15M',
      'REPEAT:3',
      'END:VALARM',
      'BEGIN:VALARM',
      'ACTION:NONE',
      'TRIGGER:PT0S',
      'END:VALARM',
      'BEGIN:VALARM',
      'TRIGGER;VALUE=DATE-TIME:19760401T005545Z',
      'END:VALARM',
      'END:VTODO',
      'BEGIN:VTIMEZONE',
      'TZID:Europe/Berlin',
      'END:VTIMEZONE',
    );
    const parent = calendar('BEGIN:VTODO', 'UID:parent', 'SUMMARY:Parent', 'END:VTODO');
    const { tasks } = readText('tasks.ics', `${child}${parent}`);
    expect(tasks[0]?.content.description).to.equal('Subtask of: Parent');
    expect(tasks[0]?.content.list).to.equal(null);
    expect(tasks[0]?.content.due).to.equal('2026-03-29T14:30:01[Europe/Berlin]');
    expect(tasks[0]?.notes).to.deep.equal(['location: 52.5;13.4', 'class: CONFIDENTIAL', 'reminder: -PT15M']);
  });

  it('finds the columns of a Todoist CSV file by name, and rejects a file with two columns of the same name', () => {
    const shuffled = 'INDENT,CONTENT,PRIORITY,TYPE\n1,Sow basil @plants,1,task\n2,Label the trays,4,task\n';
    const { tasks } = readText('Garden [1].csv', shuffled);
    expect(tasks.map(({ content }) => content.title)).to.deep.equal(['Sow basil', 'Label the trays']);
    expect(tasks[0]?.content.priority).to.equal('urgent');
    expect(tasks[1]?.content.description).to.equal('Subtask of: Sow basil');
    expect(() => readText('x.csv', 'TYPE,CONTENT,Content\n')).to.throw(/CONTENT is there twice \(line 1\)/);
  });

  it('reads a time of Microsoft To Do in an unknown time zone as floating, and adds an import note about the zone', () => {
    const due = (dateTime: string, timeZone?: string) => ({ title: 'A', dueDateTime: { dateTime, timeZone } });
    const tasks = [due('2026-03-29T14:30:00'), due('yesterday'), due('2026-03-29T14:30:00', 'Nowhere')];
    const read = readText('lists.json', JSON.stringify({ value: [{ displayName: 'A', tasks }] })).tasks;
    expect(read.map(({ content }) => content.due)).to.deep.equal(['2026-03-29T14:30', null, '2026-03-29T14:30']);
    expect(read.map(({ notes }) => notes)).to.deep.equal([
      ['zone: missing, the time is floating'],
      ['date: yesterday'],
      ['zone: Nowhere is not known, its times are floating'],
    ]);
  });

  it('imports the first default list of Microsoft To Do into the inbox, and other lists with their names', () => {
    const list = (displayName: string) => ({ displayName, wellknownListName: 'defaultList', tasks: [{ title: 'A' }] });
    const read = readText('lists.json', JSON.stringify({ value: [list('Tasks'), list('Second')] })).tasks;
    expect(read.map(({ content }) => content.list)).to.deep.equal([null, 'Second']);
  });

  it('rejects JSON with comments or with text around it, and says where the error is', () => {
    const task = '{"description":"a","uuid":"b","status":"pending"}';
    expect(() => readText('a.json', `Using /home\n[${task}]\n`, 'taskwarrior')).to.throw(
      /not valid JSON \(line 1, column 1\)/,
    );
    expect(() => readText('a.json', `[\n// a comment\n${task}]`)).to.throw(/not valid JSON \(line 2, column 1\)/);
    expect(() => readText('a.json', `[${task}]\nDone.`)).to.throw(/not valid JSON \(line 2, column 1\)/);
  });

  it('reads a file as the format that the caller specifies, and rejects a file that has another format', () => {
    expect(readText('notes', 'Buy milk', 'todotxt').tasks).to.have.length(1);
    expect(() => readText('a.json', '{"value":[]}', 'google-tasks')).to.throw(/is not Tasks\.json of Google Takeout/);
    expect(() => readText('notes', 'Buy milk')).to.throw(/no export that Taskport knows/);
  });
});
