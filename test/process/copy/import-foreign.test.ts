import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ask } from '../../../tools/support/client.ts';
import { temporaryFolder } from '../../../tools/support/temporary-folder.ts';
import { TestUser } from '../../contract/http/test-user.ts';
import { createDatabase, hasPostgres } from '../../support/postgres/postgres.ts';
import { expectRun, run, serving } from './commands.ts';

const TODO_TXT = `(A) Call the plumber due:2026-03-29 @home
x 2026-01-02 2026-01-01 Water the plants +garden
Buy milk h:1
Buy milk h:1
`;

for (const [name, isMissing, create] of [
  ['SQLite', false, async () => temporaryFolder()],
  ['PostgreSQL', !hasPostgres(), createDatabase],
] as const) {
  (isMissing ? describe.skip : describe)(`the import of another program’s tasks into ${name}`, function () {
    this.timeout(60_000);
    const user = new TestUser();
    user.renew();
    const file = join(temporaryFolder(), 'todo.txt');
    writeFileSync(file, TODO_TXT);
    let store: string;
    const imported = (...options: string[]) => run(store, 'import', file, '--user', user.id, ...options);

    before(async () => {
      store = await create();
    });

    it('lists with --dry-run what would be lost, adds all tasks in one operation, and adds none of them again in a second import', async () => {
      const trial = await expectRun(imported('--dry-run'), 0, 'Nothing was changed. tasks in the file: 4 (a todo.txt');
      expect(trial.out).to.match(/^line 3: “Buy milk”: not kept: hidden: 1$/m);
      expect((await expectRun(imported(), 0, 'Imported tasks: 4; ')).out).to.equal(trial.out);
      await serving(store, async (base) => {
        user.base = base;
        const tasks = await user.listTasks();
        expect(tasks.map(({ title }) => title)).to.deep.equal([
          ...['Call the plumber', 'Water the plants', 'Buy milk', 'Buy milk'],
        ]);
        expect(tasks[1]).to.include({ completed: true, completed_at: '2026-01-02T00:00:00.000Z' });
        expect(tasks[3]?.description).to.include('Not kept by the import:\n- hidden: 1');
        const log = await user.log();
        expect(log.map(({ operation }) => operation)).to.deep.equal([1, 1, 1, 1]);
        await ask('DELETE', `${user.tasks}/${tasks[2]?.id}`);
        await ask('PATCH', `${user.tasks}/${tasks[0]?.id}`, { body: { title: 'Call again' } });
      });
      await expectRun(imported('--format', 'todotxt'), 0, 'Imported tasks: 0; ', 'left as they are: 4');
      await serving(store, async (base) => {
        user.base = base;
        expect(await user.log()).to.have.length(6);
      });
    });

    it('exits with status 65 for a malformed file and with 64 for wrong options, and adds no task', async () => {
      const [bad, other] = [join(temporaryFolder(), 'x.json'), user.stranger()];
      writeFileSync(bad, '{"items":');
      await expectRun(run(store, 'import', bad, '--user', other.id), 65, 'Cannot import the file: ');
      await expectRun(run(store, 'import', file), 64, '--user ID is needed');
      await expectRun(run(store, 'import', file, '--user', other.id, '--format', 'x'), 64, 'must be one of taskport, ');
      await expectRun(run(store, 'export', '--user', other.id), 66);
    });
  });
}
