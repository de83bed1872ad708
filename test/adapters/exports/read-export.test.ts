import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { readExport } from '../../../src/adapters/exports/read-export.ts';
import { MAX_LINE } from '../../../src/adapters/exports/read-lines.ts';
import { writeExport } from '../../../src/adapters/exports/write-export.ts';
import type { UserRows } from '../../../src/application/stores/read-users.ts';

type Line = Record<string, unknown>;

const USER = '00000000-0000-4000-8000-000000000001';
const [ONE, TWO] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];
const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`;
const state = (second: number, fields: Line = {}): Line => ({
  ...{ title: 'x', description: null, completed: false, priority: 'none', tags: ['é'], list: null },
  ...{ start: null, due: '2026-03-29', created_at: at(1), updated_at: at(second), completed_at: null, ...fields },
});
const change = (seq: number, kind: string, task: string, fields: Line): Line => ({
  ...{ type: 'change', seq, kind, at: at(seq), task_id: task, version: 1, previous_seq: 0, place: 0, actor: 'open' },
  ...{ before: null, ...fields },
});

/** Returns the lines of an export of one user, with a task that was renamed and a task that was deleted. */
const lines = (): Line[] => [
  { type: 'header', format: 'taskport-export', version: 1 },
  { type: 'user', user_id: USER, seq: 4 },
  { type: 'task', id: ONE, version: 2, seq: 3, task: state(3, { title: 'y' }) },
  change(1, 'created', ONE, {}),
  change(2, 'created', TWO, {}),
  change(3, 'updated', ONE, { version: 2, previous_seq: 1, before: state(1) }),
  change(4, 'deleted', TWO, { version: 2, previous_seq: 2, before: state(2) }),
];

/** Returns the text of an export with these lines, and with an `end` line that has their numbers and their SHA-256. */
function textOf(all: readonly Line[]): string {
  const text = all.map((line) => `${JSON.stringify(line)}\n`).join('');
  const count = (type: string) => all.filter((line) => line.type === type).length;
  const counts = { users: count('user'), tasks: count('task'), changes: count('change') };
  return `${text}${JSON.stringify({ type: 'end', ...counts, sha256: createHash('sha256').update(text).digest('hex') })}\n`;
}

async function read(text: string | Uint8Array, size = 1_000): Promise<UserRows[]> {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
  }
  const rows: UserRows[] = [];
  for await (const each of readExport(chunks())) rows.push(each);
  return rows;
}

const mistakeIn = (text: string | Uint8Array): Promise<string> => read(text).then(String, ({ message }) => message);

describe('readExport', () => {
  it('returns the rows from which the export was written, wherever the bytes of the file are split into chunks', async () => {
    for (const size of [1, 7, 100_000]) {
      const rows = await read(textOf(lines()), size);
      expect(rows.map(({ owner, table, rows }) => [owner, table, rows.length])).to.deep.equal([
        [USER, 'counters', 1],
        [USER, 'tasks', 1],
        [USER, 'changes', 4],
      ]);
      const header = { type: 'header', format: 'taskport-export', version: 1 };
      async function* again() {
        yield* rows;
      }
      const written: Uint8Array[] = [];
      for await (const chunk of writeExport(header as Parameters<typeof writeExport>[0], again())) written.push(chunk);
      expect(Buffer.concat(written).toString()).to.equal(textOf(lines()));
    }
  });

  it('reads an export of users whose oldest changes, or all changes, were purged from the log', async () => {
    const [header, user, task, , , third, fourth] = lines() as [Line, Line, Line, Line, Line, Line, Line];
    expect(await read(textOf([header, user, task, third, fourth]))).to.have.length(3);
    expect(await read(textOf([header, user, task]))).to.have.length(2);
  });

  it('sets a field of a task to its default when an older export does not have the field', async () => {
    const all = lines();
    edit(all, 2, { task: { ...state(3), due: undefined, tags: undefined } });
    const { state: task } = (await read(textOf(all)))[1]?.rows[0] ?? {};
    expect(task).to.deep.include({ due: null, tags: [] });
  });

  it('ignores unknown fields in the lines of an export', async () => {
    const all = lines();
    Object.assign(all[2] as Line, { colour: 'red' });
    expect(await read(textOf(all))).to.have.length(3);
  });

  const wrong: [what: string, damage: (all: Line[]) => unknown, message: string][] = [
    [
      'is of another program',
      ([header]) => Object.assign(header as Line, { format: 'x' }),
      'line 1: it must be the header',
    ],
    [
      'is of a newer format',
      ([header]) => Object.assign(header as Line, { version: 2 }),
      'has format 2, and this release reads 1',
    ],
    ['has a line of an unknown type', (all) => all.push({ type: 'x' }), 'line 8: type must be'],
    ['has a task before its user', (all) => all.splice(1, 1), 'line 2: a user must come first'],
    ['has a task after the changes', (all) => all.push(all[2] as Line), 'line 8: tasks must come before changes'],
    ['has a user twice', (all) => all.push(all[1] as Line), 'line 8: users must be in the order'],
    ['has an id in upper case', (all) => edit(all, 2, { id: ONE.toUpperCase() }), 'line 3: id must be in lower case'],
    ['has an id that is not a UUID', (all) => edit(all, 1, { user_id: '../x' }), 'user_id breaks the rule not_a_uuid'],
    [
      'has a fraction instead of a whole number',
      (all) => edit(all, 2, { version: 1.5 }),
      'version must be a whole number',
    ],
    ['has a time that does not exist', (all) => edit(all, 3, { at: '2026-02-30T00:00:00.000Z' }), 'at must be a time'],
    ['has a change of an unknown kind', (all) => edit(all, 3, { kind: 'x' }), 'kind must be that of a change'],
    ['has a change with an unknown actor', (all) => edit(all, 3, { actor: 'root' }), 'actor must name a credential'],
    ['has an empty title', (all) => edit(all, 2, { task: state(3, { title: '' }) }), 'title breaks the rule empty'],
    ['has a tag that is no text', (all) => edit(all, 2, { task: state(3, { tags: [1] }) }), 'tags must be text'],
    ['lacks a field', (all) => edit(all, 2, { task: { ...state(3), title: undefined } }), 'title must be text'],
    ['has a task that is null', (all) => edit(all, 2, { task: null }), 'task must be an object'],
    [
      'has an open task with a completion time',
      (all) => edit(all, 2, { task: state(3, { completed_at: at(1) }) }),
      'must fit',
    ],
    ['lacks a change', (all) => all.splice(4, 1), 'line 5: the change 3 does not follow the one before'],
    ['lacks the last change', (all) => all.pop(), 'the log ends before the change 4'],
    [
      'has a change whose seq is beyond the last of its user',
      (all) => edit(all, 1, { seq: 3 }),
      'line 7: the change 4 is beyond the last',
    ],
    [
      'has a task whose seq is beyond the last of its user',
      (all) => edit(all, 2, { seq: 9 }),
      'has a seq beyond the last',
    ],
    [
      'has a task whose version exceeds its seq',
      (all) => edit(all, 2, { version: 4 }),
      'has a version that its seq rules out',
    ],
    ['has a task that differs from its last change', (all) => edit(all, 2, { seq: 2 }), 'is not as its log says'],
    [
      'has a task that its last change deletes',
      (all) => edit(all, 2, { id: TWO, seq: 4 }),
      `the task ${TWO} is not as its log says`,
    ],
    ['lacks a task that the changes create', (all) => all.splice(2, 1), `the task ${ONE} of the log is missing`],
    ['has a task that no change names', (all) => edit(all, 2, { id: USER }), `of the task ${USER}`],
    [
      'has a change that names the wrong previous change',
      (all) => edit(all, 5, { previous_seq: 2 }),
      'the change 3 does not follow the task',
    ],
    [
      'restores a task that is not deleted',
      (all) => edit(all, 6, { kind: 'restored', before: null }),
      'cannot come after',
    ],
    ['creates a task twice', (all) => edit(all, 5, { kind: 'created', before: null }), 'has a wrong version'],
    ['has a creation with a previous state', (all) => edit(all, 3, { before: state(0) }), 'has a wrong state before'],
    [
      'has a change whose place in its operation is not below its seq',
      (all) => edit(all, 3, { place: 1 }),
      'has a place in its operation',
    ],
    [
      'has a change that is not later than the state it replaces',
      (all) => edit(all, 5, { before: state(3) }),
      'is not after the state',
    ],
  ];
  for (const [what, damage, message] of wrong) {
    it(`rejects an export that ${what}`, async () => {
      const all = lines();
      damage(all);
      expect(await mistakeIn(textOf(all))).to.include(message);
    });
  }

  it('rejects an export that is truncated, was changed, has lines after its end, or has a line that is too long or is not JSON', async () => {
    const text = textOf(lines());
    expect(await mistakeIn('')).to.include('line 1, the end of the export, is missing');
    expect(await mistakeIn(text.slice(0, -20))).to.include('line 8: it is not JSON in UTF-8, or is cut short');
    expect(await mistakeIn(text.replace('"y"', '"z"'))).to.include('line 8: the file was changed');
    expect(await mistakeIn(text.replace('"users":1', '"users":2'))).to.include('counts other lines');
    expect(await mistakeIn(`${text}{}\n`)).to.include('line 9: nothing may follow the end');
    expect(await mistakeIn(' '.repeat(MAX_LINE + 1))).to.include('line 1 has more than');
    expect(await mistakeIn('[]\n')).to.include('line 1: it must be a JSON object');
    expect(await mistakeIn(Buffer.from([0xff, 0x0a]))).to.include('line 1: it is not JSON in UTF-8');
  });
});

function edit(all: Line[], index: number, fields: Line): void {
  Object.assign(all[index] as Line, fields);
}
