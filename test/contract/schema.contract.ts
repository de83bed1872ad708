import { SqlMikroORM, type SqlOptions } from '@mikro-orm/sql';
import { expect } from 'chai';
import { Database } from '../../src/adapters/postgres/database.ts';
import * as statements from '../../src/adapters/postgres/statements.ts';
import { toParameters } from '../../src/adapters/postgres/task-row.ts';
import type { StoreUnderTest } from '../support/stores.ts';
import { someTask, someUser } from '../support/tasks.ts';

const INDEXES = `
  select indexdef from pg_indexes where tablename not like 'pg_%' and tablename <> 'mikro_orm_migrations'
  and schemaname = current_schema()`;

/** Of 50,000 tasks, each hundredth is the owner's. */
const SCATTERED = `
  insert into tasks (user_id, id, title, completed, created_at, updated_at)
  select case i % 100 when 0 then $1 else gen_random_uuid() end, gen_random_uuid(), repeat('x', 100), i % 3 = 0, now(), now()
  from generate_series(1, 50000) i`;

/** What the tables and the statements must be, wherever they are. */
export function schemaContract(store: StoreUnderTest, freshSchema: () => Promise<FreshSchema>): void {
  describe(`the schema on ${store.name}`, () => {
    let database: Database;

    before(async function () {
      if (store.missing) this.skip();
      database = (await store.service()).container.get(Database);
    });

    it('is what the migrations lead to, on an empty database', async () => {
      const { options, close } = await freshSchema();
      const orm = await SqlMikroORM.init(options);
      await orm.migrator.up();
      expect(await orm.schema.getUpdateSchemaSQL()).to.equal('');
      await orm.close();
      await close();
    });

    it('begins every key and every index with the user, so that it can be spread by user', async () => {
      const { rows } = await database.run<{ indexdef: string }>(INDEXES, []);
      expect(rows).not.to.deep.equal([]);
      for (const { indexdef } of rows) expect(indexdef).to.match(/\(user_id, /);
    });

    it('uses no sequence', async () => {
      const tables = "select table_name from information_schema.columns where column_default like 'nextval%'";
      const { rows } = await database.run<{ table_name: string }>(tables, []);
      expect(rows.map(({ table_name }) => table_name)).to.deep.equal(['mikro_orm_migrations']);
    });

    describe('lets every statement walk an index', () => {
      const owner = someUser();
      const { id, createdAt } = someTask();
      const page = { offset: 0, limit: 50 };
      const after = { id, createdAt };

      before(async () => {
        // What tempts a planner most to scan and to sort: a user's rows all over a table that it knows well.
        await database.run(SCATTERED, [owner]);
        await database.run('analyze tasks', []);
      });

      const shipped: Record<string, [sql: string, parameters: unknown[]]> = {
        find: [statements.FIND, [owner, id]],
        lock: [statements.LOCK, [owner, id]],
        update: [statements.UPDATE, toParameters(someTask()).slice(0, -1)],
        remove: [statements.REMOVE, [owner, id]],
        list: statements.listStatement(owner, page),
        'list from far down': statements.listStatement(owner, { ...page, offset: 400 }),
        'list completed': statements.listStatement(owner, { ...page, completed: true }),
        'list behind a position': statements.listStatement(owner, { ...page, after }),
        'list completed behind a position': statements.listStatement(owner, { ...page, after, completed: false }),
      };
      for (const [name, [sql, parameters]] of Object.entries(shipped)) {
        it(`${name}: nothing sorted, nothing scanned in vain`, async () => {
          const { rows } = await database.run<{ 'QUERY PLAN': string }>(`explain (costs off) ${sql}`, parameters);
          const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
          expect(plan).to.match(/Index (Only )?Scan/);
          expect(plan).not.to.match(/Seq Scan|Bitmap|Sort|Filter/);
        });
      }
    });
  });
}

/** An empty database to migrate. */
export interface FreshSchema {
  readonly options: SqlOptions;
  close(): Promise<void>;
}
