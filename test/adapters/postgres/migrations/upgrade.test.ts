import { SqlMikroORM } from '@mikro-orm/sql';
import { expect } from 'chai';
import { migratingOptions } from '../../../../src/adapters/postgres/driver/orm-options.ts';
import { migrations } from '../../../../src/adapters/postgres/migrations/list.ts';
import { CONTENT_DEFAULTS } from '../../../../src/domain/tasks/content.ts';
import { ask } from '../../../../tools/support/client.ts';
import { administer } from '../../../../tools/support/machine/administer.ts';
import { allChanges, taskIn } from '../../../support/answers.ts';
import { createDatabase, hasPostgres } from '../../../support/postgres/postgres.ts';
import { startService } from '../../../support/service/service.ts';
import { FIXTURES, type SchemaFixture, USER } from './fixtures.ts';

describe('an upgrade of a PostgreSQL database', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  for (const fixture of FIXTURES) {
    describe(`from the schema of ${fixture.migration}`, () => {
      let user: string;

      beforeEach(async () => {
        user = `${await upgraded(fixture)}/api/${USER}`;
      });

      it('keeps every task and change, as of each change, with the defaults of newer fields', async () => {
        for (const [seq, tasks] of fixture.states.entries()) {
          const { json } = await ask('GET', `${user}/tasks?as_of=${seq}`);
          expect(json).to.have.length(tasks.length);
          for (const [i, task] of tasks.entries()) expect(json[i]).to.deep.include({ ...CONTENT_DEFAULTS, ...task });
        }
        const now = (await ask('GET', `${user}/tasks`)).json;
        expect(now).to.deep.equal((await ask('GET', `${user}/tasks?as_of=${fixture.states.length - 1}`)).json);
        const changes = await allChanges(`${user}/changes`);
        expect(changes.map(({ seq }) => seq)).to.deep.equal(fixture.states.slice(1).map((_, i) => i + 1));
      });

      it('can undo the last change of each task, and read the task as it was before', async () => {
        const changes = await allChanges(`${user}/changes`);
        const last = new Map(changes.map((change) => [change.task_id, change]));
        for (const { seq, task_id: id } of last.values()) {
          const before = taskIn(await ask('GET', `${user}/tasks/${id}?as_of=${seq - 1}`), 200);
          const undone = await ask('POST', `${user}/changes/${seq}/undo`);
          expect(undone.status, undone.text).to.equal(200);
          expect(undone.json.task).to.deep.equal({ ...before, updated_at: undone.json.task.updated_at });
          expect((await ask('GET', `${user}/tasks/${id}`)).json).to.deep.equal(undone.json.task);
        }
      });

      it('can edit a task in one field, and keeps the others', async () => {
        const [task] = (await ask('GET', `${user}/tasks`)).json;
        const edited = await ask('PUT', `${user}/tasks/${task.id}`, { body: { title: 'x' } });
        expect(taskIn(edited, 200)).to.deep.equal({ ...task, title: 'x', updated_at: edited.json.updated_at });
      });
    });
  }

  it('has a fixture of the schema before each migration', () => {
    const older = migrations.slice(0, -1).map(({ name }) => name);
    expect(FIXTURES.map(({ migration }) => migration)).to.include.members(older);
  });
});

/** Fills a database that has the fixture's schema, starts the service on it, and returns the service's URL. */
async function upgraded({ migration, rows }: SchemaFixture): Promise<string> {
  const url = await createDatabase();
  const orm = await SqlMikroORM.init(migratingOptions(url, 'public'));
  await orm.migrator.up({ to: migration });
  await orm.close();
  for (const row of rows) await administer(url, row);
  return (await startService({ kind: 'postgres', url })).url;
}
