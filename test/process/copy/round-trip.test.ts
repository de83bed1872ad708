import { createHash } from 'node:crypto';
import { openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { printLine } from '../../../tools/support/print-line.ts';
import { Random } from '../../../tools/support/random.ts';
import { temporaryFolder } from '../../../tools/support/temporary-folder.ts';
import { createDatabase, hasPostgres } from '../../support/postgres/postgres.ts';
import { SEED } from '../../support/seed.ts';
import { expectRun, runWith, variablesOf } from './commands.ts';

/** The number of tasks in the test. `make round-trip` sets the variable to 100,000. */
const TASKS = Number(process.env.TASKS ?? 1_000);
const USERS = 10;

/** The maximum memory of a command, in MiB, for any number of tasks. A file of 300,000 tasks has 374 MiB. */
const MAX_MEMORY = 400;

/**
 * The code of a module that makes a command print its peak memory as the last line of its standard error. It does not
 * use `process.resourceUsage`, which would include the peak of the parent process.
 */
const PEAK = `import { readFileSync } from 'node:fs'; process.on('exit', () => process.stderr.write(
  '\\n' + /VmHWM:\\s*(\\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]))`;

const uuid = (user: number, task: number) =>
  `${String(user).padStart(8, '0')}-0000-4000-8000-${String(task).padStart(12, '0')}`;
const at = (seq: number) => new Date(Date.UTC(2026, 0, 1) + seq * 1_000).toISOString();

/** Writes an export of users whose tasks were created, renamed, completed or deleted. Returns its rows. */
function writeRandomExport(file: string): { rows: string; changes: number } {
  const random = new Random(SEED);
  const lines: object[] = [];
  for (let user = 1; user <= USERS; user++) addUser(lines, user, random);
  const header = { type: 'header', format: 'taskport-export', version: 1 };
  const counts = Map.groupBy(lines as { readonly type: string }[], ({ type }) => type);
  const text = [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
  const [users, tasks, changes] = ['user', 'task', 'change'].map((type) => counts.get(type)?.length ?? 0);
  const end = { type: 'end', users, tasks, changes, sha256: createHash('sha256').update(text).digest('hex') };
  const descriptor = openSync(file, 'wx');
  writeSync(descriptor, `${text}${JSON.stringify(end)}\n`);
  return { rows: text.slice(text.indexOf('\n') + 1), changes: changes ?? 0 };
}

function addUser(lines: object[], user: number, random: Random): void {
  const tasks: object[] = [];
  const changes: object[] = [];
  for (let task = 1; task <= TASKS / USERS; task++) {
    const id = uuid(user, task);
    let before: object | null = null;
    let previous = 0;
    const add = (kind: string, version: number) => {
      const seq = changes.length + 1;
      const change = { type: 'change', seq, kind, at: at(seq), task_id: id, version, previous_seq: previous };
      changes.push({ ...change, place: 0, actor: 'token:x', before });
      previous = seq;
      return { seq, version };
    };
    const created = at(changes.length + 1);
    const state = (title: string, updated: number, completed: boolean) => ({
      ...{ title, description: random.pick(['', null, 'ü'.repeat(100)]), completed, priority: 'high' },
      ...{ tags: random.pick([[], ['é', 'b']]), list: random.pick([null, 'Garden']), start: null, due: '2026-03-29' },
      ...{ created_at: created, updated_at: at(updated), completed_at: completed ? at(updated) : null },
    });
    let last = add('created', 1);
    before = state('one', last.seq, false);
    last = add('updated', 2);
    before = state('two', last.seq, false);
    const end = random.pick(['completed', 'deleted']);
    last = add(end, 3);
    if (end === 'completed')
      tasks.push({ type: 'task', id, ...{ version: 3, seq: last.seq }, task: state('two', last.seq, true) });
  }
  lines.push({ type: 'user', user_id: uuid(user, 0), seq: changes.length });
  for (const line of [...tasks, ...changes]) lines.push(line);
}

describe(`a round trip of ${TASKS.toLocaleString('en')} tasks with their log`, function () {
  this.timeout(600_000);

  it(`from SQLite to PostgreSQL and back keeps every row, in at most ${MAX_MEMORY} MiB of memory (SEED=${SEED})`, async function () {
    if (!hasPostgres() || process.platform !== 'linux') this.skip();
    const folder = temporaryFolder();
    const fileOf = (name: string) => join(folder, `${name}.jsonl`);
    const { rows, changes } = writeRandomExport(fileOf('random'));
    const figures: string[] = [];
    let source = 'random';
    for (const [name, store] of [
      ['SQLite', join(folder, 'one')],
      ['PostgreSQL', await createDatabase()],
      ['SQLite again', join(folder, 'two')],
    ] as const) {
      figures.push(await measured(`import into ${name}`, store, 'import', fileOf(source)));
      figures.push(await measured(`export from ${name}`, store, 'export', '--output', fileOf(name)));
      const text = readFileSync(fileOf(name), 'utf8');
      const [start, end] = [text.indexOf('\n') + 1, text.lastIndexOf('\n', text.length - 2) + 1];
      expect(text.slice(start, end) === rows, `the rows of ${name}`).to.equal(true);
      source = name;
    }
    if (process.env.TASKS === undefined) return;
    printLine(`${TASKS.toLocaleString('en')} tasks, ${changes.toLocaleString('en')} changes, ${rows.length >> 20} MiB`);
    for (const line of figures) printLine(line);
  });
});

/** Runs a command, checks its peak memory, and returns a text with its time and peak memory. */
async function measured(name: string, store: string, ...args: string[]): Promise<string> {
  const start = performance.now();
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(PEAK)}`;
  const { errors } = await expectRun(runWith({ ...variablesOf(store), NODE_OPTIONS }, ...args), 0);
  const memory = Number(errors.split('\n').at(-1)) / 1024;
  expect(memory, name).to.be.below(MAX_MEMORY);
  return `${name}: ${((performance.now() - start) / 1000).toFixed(1)} s, at most ${memory.toFixed(0)} MiB`;
}
