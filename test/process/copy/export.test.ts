import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ask } from '../../../tools/support/client.ts';
import { temporaryFolder } from '../../../tools/support/temporary-folder.ts';
import { perform, randomSteps } from '../../contract/http/changes/random-history.ts';
import { TestUser } from '../../contract/http/test-user.ts';
import { createDatabase, hasPostgres } from '../../support/postgres/postgres.ts';
import { SEED } from '../../support/seed.ts';
import { answersOf } from './answers-of-user.ts';
import { expectRun, run, runWith, serving } from './commands.ts';

const USERS = 3;
const STEPS = 60;

/** Returns the lines of an export without the first and the last line, which depend on the time and the store. */
function rowsOf(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').slice(1, -2);
}

describe('the export and import commands', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const file = join(folder, 'tasks.jsonl');
  const user = new TestUser();
  user.renew();
  const users = [user, ...Array.from({ length: USERS - 1 }, () => user.stranger())];
  let answers: unknown;

  const fromFile = (store: string, ...options: string[]) => run(store, 'import', file, ...options);
  const newFile = () => join(temporaryFolder(), 'new.jsonl');

  before(async () => {
    await serving(folder, async (base) => {
      for (const each of users) each.base = base;
      await Promise.all(
        users.map(async (each, i) => {
          for (const step of randomSteps(STEPS, SEED + i)) await perform(each, step);
        }),
      );
      const operations = ['x', 'y'].map((title) => ({ op: 'create', task: { title, tags: ['é'], due: '2026-03-29' } }));
      await ask('POST', `${user.tasks}/batch`, { body: { operations } });
      answers = await Promise.all(users.map(answersOf));
      // Exports the store while the service still runs.
      await expectRun(run(folder, 'export', '--output', file), 0, `users: ${USERS}, tasks: `);
    });
  });

  async function expectEqual(store: string): Promise<void> {
    await serving(store, async (base) => {
      for (const each of users) each.base = base;
      expect(await Promise.all(users.map(answersOf))).to.deep.equal(answers);
    });
  }

  it('write a file that only its owner can read, and do not overwrite an existing file', async () => {
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    await expectRun(run(folder, 'export', '--output', file), 73, `${file} exists already`);
    await expectRun(run(folder, 'export', '--output', '/no/folder/x'), 66, 'there is no folder /no/folder');
  });

  it(`move tasks and logs from SQLite to PostgreSQL and back with the same seq numbers (SEED=${SEED})`, async function () {
    if (!hasPostgres()) this.skip();
    const [database, back] = [await createDatabase(), newFile()];
    await expectRun(fromFile(database), 0, `Imported users: ${USERS}, `);
    await expectEqual(database);
    await expectRun(run(database, 'export', '--output', back), 0);
    expect(rowsOf(back)).to.deep.equal(rowsOf(file));
    const target = temporaryFolder();
    await expectRun(run(target, 'import', back), 0);
    await expectEqual(target);
  });

  it('change nothing when a file is imported again, but refuse the file if a user has changed tasks since the first import', async () => {
    const target = temporaryFolder();
    await expectRun(fromFile(target, '--dry-run'), 0, 'Nothing was changed. It would have imported users: 3');
    await expectRun(fromFile(target), 0);
    await expectRun(fromFile(target), 0, 'users: 0, tasks: 0, changes: 0. Users who had exactly the same already: 3');
    await expectEqual(target);
    await serving(target, async (base) => {
      user.base = base;
      await user.createTask();
    });
    await expectRun(fromFile(target), 73, `the user ${user.id} has other data`, 'nothing was imported');
  });

  it('import a single user of a file, under another user id if the command names one', async () => {
    const [target, other, one] = [temporaryFolder(), user.stranger(), newFile()];
    await expectRun(fromFile(target, '--as', other.id), 65, 'choose one with --user');
    await expectRun(fromFile(target, '--user', user.id, '--as', other.id), 0, 'Imported users: 1, ');
    await expectRun(run(target, 'export', '--user', other.id, '--output', one), 0, 'users: 1, ');
    const text = readFileSync(one, 'utf8');
    expect(text).to.include(other.id).and.not.to.include(user.id);
    await expectRun(run(target, 'export', '--user', user.id), 66, `there are no tasks of the user ${user.id}`);
  });

  it('import nothing from a truncated or changed file, or into a folder that a service uses', async () => {
    const [target, bad] = [temporaryFolder(), newFile()];
    const text = readFileSync(file, 'utf8');
    const lines = text.split('\n');
    for (const [content, message] of [
      [text.slice(0, -200), 'is cut short'],
      [`${lines.slice(0, -2).join('\n')}\n`, 'the end of the export, is missing'],
      [text.replace('"completed":false', '"completed":true'), 'completed_at must fit completed'],
      [text.replace('"place":0', '"place":0 '), 'its SHA-256 differs'],
    ] as const) {
      writeFileSync(bad, content);
      await expectRun(run(target, 'import', bad), 65, message);
    }
    await expectRun(run(target, 'export'), 66, 'there is no');
    await serving(target, async () => expectRun(fromFile(target), 75, 'is in use'));
  });

  it('print the name of a missing file or a wrong option', async () => {
    const target = temporaryFolder();
    await expectRun(run(target, 'import'), 64, 'name the file to import');
    await expectRun(run(target, 'import', '/no/file'), 66, 'there is no /no/file');
    await expectRun(fromFile(target, '--user', 'me'), 64, '--user must be the id of a user');
    await expectRun(runWith({ DATABASE_URL: 'memory:' }, 'export'), 69, 'whose tasks end with the service');
  });
});
