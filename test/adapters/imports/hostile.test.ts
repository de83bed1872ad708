import { expect } from 'chai';
import { readExport } from '../../../src/adapters/imports/read-export.ts';
import { UnreadableExport } from '../../../src/adapters/imports/unreadable-export.ts';
import { checkTask } from './check-task.ts';
import { fixture, NOW } from './fixtures.ts';

/** Files that the import must reject, each with the expected error message. */
const REFUSED = {
  'google-tasks/hostile-truncated.json': /ends in the middle of its JSON \(line 145, column 27\)/,
  'icalendar/bytes/cr-only.ics': /outside of a VCALENDAR \(line 1\)/,
  'icalendar/bytes/truncated-in-a-code-point.ics': /ends inside a VTODO \(line 227\)/,
  'icalendar/hostile/never-ends.ics': /nested deeper than 50 levels \(line 150\)/,
  'icalendar/hostile/no-calendar.ics': /A VTODO stands outside of a VCALENDAR \(line 1\)/,
  'icalendar/hostile/truncated.ics': /ends inside a VTODO \(line 98\)/,
  'icalendar/hostile/vcalendar-1.0.ics': /vCalendar 1\.0, which is not read \(line 1\)\. Export .* as iCalendar 2\.0/,
  'icalendar/hostile/vcard.ics': /A VCARD stands outside of a VCALENDAR \(line 1\)/,
  'microsoft-todo/hostile-error.json': /no export that Taskport knows\. It reads: a Todoist project as CSV/,
  'microsoft-todo/hostile-truncated.json': /ends in the middle of its JSON \(line 277, column 31\)/,
  'taskwarrior/hostile-known-bugs.json': /not valid JSON \(line 3, column 79\)/,
  'taskwarrior/hostile-pending.data': /database of TaskWarrior, not its export \(line 1\)\. Run `task export`/,
  'taskwarrior/hostile-trailing-comma.json': /not valid JSON \(line 3, column 1\)/,
  'taskwarrior/hostile-truncated.json': /ends in the middle of its JSON \(line 8, column 32\)/,
  'todoist-api/hostile-error-page.json': /no export that Taskport knows/,
  'todoist-api/hostile-truncated.json': /ends in the middle of its JSON \(line 328, column 28\)/,
  'todoist-api/hostile-wrong-shape.json': /no export that Taskport knows/,
  'todoist-csv/hostile-not-csv.csv': /column TYPE of a Todoist project is missing \(line 1\)/,
  'vikunja/hostile-filters.json': /no export that Taskport knows/,
  'vikunja/hostile-truncated.json': /ends in the middle of its JSON \(line 1, column 13321\)/,
  'vikunja/hostile-wrong-file.json': /no export that Taskport knows/,
};

/**
 * Files that the import must read, each with the number of imported tasks and the lines or paths of skipped records.
 */
const READ: Record<string, readonly [tasks: number, skipped: readonly string[]]> = {
  'google-tasks/hostile.json': [91, ['[88]', '[89]', '[90]', '[91]', '[5].items', '[6]', '[7]']],
  'google-tasks/hostile-single-list.json': [1, []],
  'google-tasks/hostile-utf16le.json': [1, []],
  'icalendar/bytes/bom.ics': [2, []],
  'icalendar/bytes/latin1.ics': [2, []],
  'icalendar/bytes/lf-only.ics': [2, []],
  'icalendar/bytes/utf16le.ics': [2, []],
  'icalendar/hostile/empty.ics': [0, []],
  'icalendar/hostile/hostile.ics': [147, ['line 1366', 'line 1367', 'line 1368']],
  'microsoft-todo/hostile.json': [97, ['[95]', '[96]', '[97]', '[98]', '[5]']],
  'taskwarrior/hostile.json': [152, ['[152]', '[153]', '[154]', '[155]']],
  'taskwarrior/hostile-latin1.json': [1, []],
  'taskwarrior/hostile-lines.json': [4, ['line 4', 'line 5', 'line 7']],
  'todoist-csv/hostile.csv': [91, ['line 2', 'line 5', 'line 6', 'line 103', 'line 105', 'line 107']],
  'todoist-csv/hostile-header-only.csv': [0, []],
  'todoist-csv/hostile-latin1.csv': [2, []],
  'todoist-csv/hostile-old-columns.csv': [2, []],
  'todoist-csv/hostile-utf16le.csv': [2, []],
  'todotxt/hostile.txt': [92, []],
  'todotxt/hostile-bom-crlf.txt': [3, []],
  'todotxt/hostile-empty.txt': [0, []],
  'todotxt/hostile-latin1.txt': [2, []],
  'todotxt/hostile-utf16le.txt': [2, []],
};

describe('the import of hostile exports', () => {
  for (const [path, message] of Object.entries(REFUSED)) {
    it(`rejects the file ${path} with an error that says where and why`, () => {
      expect(() => read(path)).to.throw(UnreadableExport, message);
    });
  }

  for (const [path, [tasks, skipped]] of Object.entries(READ)) {
    it(`reads the file ${path}, and reports the line or path of each skipped record`, () => {
      const file = read(path);
      expect(file.tasks).to.have.length(tasks);
      expect(file.skipped.map(({ place }) => place)).to.have.length(skipped.length);
      for (const [index, place] of skipped.entries())
        expect(file.skipped[index]?.place.endsWith(place)).to.equal(true, place);
      for (const task of file.tasks) checkTask(task);
      if (tasks === 0) expect(file.once[0]).to.match(/^The file (?:is empty|holds no tasks)\.$/);
    });
  }

  it('imports or skips each task of a Todoist sync that contains hostile values', () => {
    const file = read('todoist-api/hostile.json');
    const elements = JSON.parse(new TextDecoder().decode(fixture('todoist-api/hostile.json'))).items.length;
    const items = file.skipped.filter(({ place }) => place.startsWith('$.items['));
    expect(file.tasks.length + items.length + 1).to.equal(elements);
    expect(file.once).to.include('Deleted tasks are not imported: 1.');
    for (const task of file.tasks) checkTask(task);
  });

  it('imports or skips each task of a Vikunja export that contains hostile values', () => {
    const file = read('vikunja/hostile.json');
    expect(file.tasks).to.have.length(162);
    expect(file.skipped).to.have.length(8);
    for (const task of file.tasks) checkTask(task);
  });

  it('does not change Object.prototype when an export has keys such as __proto__', () => {
    for (const path of ['todoist-api', 'google-tasks', 'vikunja', 'taskwarrior']) read(`${path}/hostile.json`);
    expect(({} as { polluted?: unknown }).polluted).to.equal(undefined);
  });

  for (const path of [
    'todoist-csv/hostile-latin1.csv',
    'taskwarrior/hostile-latin1.json',
    'todotxt/hostile-latin1.txt',
  ]) {
    it(`reads the file ${path}, which is not UTF-8, as Windows-1252, and reports this`, () => {
      const file = read(path);
      expect(file.tasks[0]?.content.title).to.equal('Gießkanne füllen');
      expect([...file.once, ...(file.tasks[0]?.notes ?? [])].join()).to.match(/not UTF-8.* read as Windows-1252/);
    });
  }

  it('names every ancestor of a subtask in its description, but only once if the parents form a cycle', () => {
    const tasks = read('icalendar/hostile/hostile.ics').tasks;
    const find = (title: string) => tasks.find(({ content }) => content.title === title);
    const levels = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((level) => `Level ${level}`).join(' > ');
    expect(find('Level 10')?.content.description).to.equal(`Subtask of: ${levels}`);
    expect(find('Case 110')?.content.description).to.equal('Subtask of: Case 111 > Case 112');
    expect(find('Case 110')?.notes.join()).to.include('parent: the parents form a cycle');
    expect(find('Case 109')?.notes.join()).to.include('parent: the task names itself as its parent');
    expect(find('Case 125')?.notes.join()).to.include('parent: Level 2 is a second parent');
  });
});

function read(path: string) {
  return readExport(path.slice(path.lastIndexOf('/') + 1), fixture(path), { now: NOW });
}
