import { SqlMikroORM, type SqlOptions } from '@mikro-orm/sql';
import { expect } from 'chai';
import { LIST as LIST_AUDIT, PURGE as PURGE_AUDIT } from '../../../src/adapters/postgres/access/audit-statements.ts';
import * as tokens from '../../../src/adapters/postgres/access/token-statements.ts';
import { pruneStatement } from '../../../src/adapters/postgres/changes/prune-sql.ts';
import { Database } from '../../../src/adapters/postgres/driver/database.ts';
import * as statements from '../../../src/adapters/postgres/tasks/read-statements.ts';
import { baseStateStatement } from '../../../src/adapters/postgres/writes/base-state-statements.ts';
import type { StepRow } from '../../../src/adapters/postgres/writes/batch-rows.ts';
import type { QueuedWrite } from '../../../src/adapters/postgres/writes/queued-write.ts';
import { singleStatement } from '../../../src/adapters/postgres/writes/single-statement.ts';
import { TaskChangeset } from '../../../src/adapters/postgres/writes/task-changeset.ts';
import { UnreadChange } from '../../../src/adapters/postgres/writes/unread/unread-change.ts';
import { unreadStatement } from '../../../src/adapters/postgres/writes/unread/unread-statement.ts';
import { writeStatement } from '../../../src/adapters/postgres/writes/write-statements.ts';
import { timestamp } from '../../../src/adapters/system/timestamp.ts';
import type { Seq } from '../../../src/domain/changes/change.ts';
import type { TaskId } from '../../../src/domain/identity.ts';
import type { Task, TaskCommand } from '../../../src/domain/tasks/task.ts';
import { TaskRepository } from '../../../src/ports/task-repository.ts';
import type { StoreUnderTest } from '../../support/service/stores.ts';
import { SOMEONE } from '../../support/someone.ts';
import { someTask, someUser } from '../../support/tasks.ts';
import { purge } from './purge.ts';

const INDEXES = `
  select indexdef from pg_indexes where tablename not like 'pg_%' and tablename <> 'mikro_orm_migrations'
  and schemaname = current_schema()`;

/** Statements that insert 50,000 tasks and 50,000 changes. One row in a hundred belongs to the user `$1`. */
const SCATTERED = [
  `insert into tasks (user_id, id, title, completed, created_at, updated_at)
   select case i % 100 when 0 then $1 else gen_random_uuid() end, gen_random_uuid(), repeat('x', 100), i % 3 = 0, now(), now()
   from generate_series(1, 50000) i`,
  `insert into changes (user_id, seq, kind, at, task_id, version, previous_seq, title, completed, created_at, updated_at)
   select case i % 100 when 0 then $1 else gen_random_uuid() end, i, 'updated', now(), gen_random_uuid(), 2, 0,
     repeat('x', 100), i % 3 = 0, now(), now()
   from generate_series(1, 50000) i`,
  `insert into counters (user_id, seq) select case i when 0 then $1 else gen_random_uuid() end, 100 from generate_series(0, 10000) i`,
];

/** Inserts 5,000 tasks of the user `$1`, which fill about forty pages of an index. */
const MANY = `
  insert into tasks (user_id, id, title, completed, created_at, updated_at)
  select $1, gen_random_uuid(), 'x', false, now(), now() from generate_series(1, 5000)`;

/** The contract tests for tables, indexes and query plans of the SQL stores. */
export function schemaContract(store: StoreUnderTest, freshSchema: () => Promise<FreshSchema>): void {
  describe(`the schema on ${store.name}`, () => {
    let database: Database;

    before(async function () {
      if (store.missing) this.skip();
      database = (await store.service()).container.get(Database);
    });

    it('equals the table definitions in the code after all migrations have run on an empty database', async () => {
      const { options, close } = await freshSchema();
      const orm = await SqlMikroORM.init(options);
      await orm.migrator.up();
      expect(await orm.schema.getUpdateSchemaSQL()).to.equal('');
      await orm.close();
      await close();
    });

    it('starts every key and index with user_id, as sharding by user requires, except the index of token hashes', async () => {
      const rows = await database.run<{ indexdef: string }>(INDEXES, []);
      const others = rows.map(({ indexdef }) => indexdef).filter((index) => !/\(user_id[,)]/.test(index));
      expect(rows).to.have.length.above(others.length);
      expect(others.map((index) => index.split(' ')[3])).to.deep.equal(['api_tokens_hash_idx']);
    });

    it('lets tasks that were inserted by SQL, without a change in the log, be read and changed', async () => {
      const tasks = (await store.service()).container.get(TaskRepository);
      const task = someTask();
      const { userId: owner, id } = task;
      await database.run(
        `insert into tasks (user_id, id, title, completed, created_at, updated_at) values ($1, $2, $3, false, $4, $4)`,
        [owner, id, task.title, timestamp(task.createdAt)],
      );
      expect(await tasks.find(owner, id)).to.deep.equal(task);
      const key = { name: 'key', fingerprint: 'x' };
      const unchanged = await tasks.change(owner, id, (found) => found as Task, { ...SOMEONE, key });
      expect(unchanged).to.include({ seq: 0, kind: 'unchanged' });
      expect(await tasks.findReplay(owner, key)).to.deep.equal({ ...unchanged, replayed: true });
      const changed = await tasks.change(owner, id, (found) => (found as Task).toggle(task.updatedAt), SOMEONE);
      expect(changed).to.include({ seq: 1, kind: 'completed' });
      const before = await tasks.list(owner, { offset: 0, limit: 9, asOf: 0 as Seq });
      expect(before.tasks).to.deep.equal([task]);
    });

    it('lets a purge delete the idempotency keys of a user who has no changes', async () => {
      const tasks = (await store.service()).container.get(TaskRepository);
      const { userId: owner, id } = someTask();
      await database.run(
        `insert into tasks (user_id, id, title, completed, created_at, updated_at) values ($1, $2, 'x', false, now(), now())`,
        [owner, id],
      );
      const key = { name: 'key', fingerprint: 'x' };
      await tasks.change(owner, id, (found) => found as Task, { ...SOMEONE, key });
      await purge(tasks, { changes: 0, keys: Date.now() + 60_000 });
      expect(await tasks.findReplay(owner, key)).to.equal(undefined);
    });

    it('uses no database sequence, except in the table of migrations', async () => {
      const tables = "select table_name from information_schema.columns where column_default like 'nextval%'";
      const rows = await database.run<{ table_name: string }>(tables, []);
      expect(rows.map(({ table_name }) => table_name)).to.deep.equal(['mikro_orm_migrations']);
    });

    describe('the query plans', () => {
      const owner = someUser();
      const task = someTask({ userId: owner });
      const { id, createdAt } = task;
      const key = { name: 'key', fingerprint: 'x' };
      const page = { offset: 0, limit: 50 };
      const after = { id, createdAt };
      const seq = 100 as Seq;

      before(async () => {
        // The planner is most likely to scan and sort if a user's rows are scattered over large, analyzed tables.
        for (const statement of SCATTERED) await database.run(statement, [owner]);
        for (const table of ['tasks', 'changes', 'counters', 'idempotency_keys']) {
          await database.run(`analyze ${table}`, []);
        }
      });

      const inOrder: Record<string, statements.Statement> = {
        find: [statements.FIND, [owner, id]],
        'find many': [statements.FIND_MANY, ['[]']],
        'last seq': [statements.LAST_SEQ, [owner]],
        'list delta': [statements.LIST_DELTA, [owner, seq]],
        'list delta of many': [statements.LIST_DELTA_OF_MANY, ['[]']],
        page: [statements.PAGE, [owner, 50, 0, null, null]],
        pages: [statements.PAGES, ['[]']],
        list: statements.listStatement(owner, page),
        'list at an offset': statements.listStatement(owner, { ...page, offset: 400 }),
        'list completed': statements.listStatement(owner, { ...page, completed: true }),
        'list after a position': statements.listStatement(owner, { ...page, after }),
        'list open after a position': statements.listStatement(owner, { ...page, completed: false, after }),
        changes: statements.changesStatement(owner, { since: seq, limit: 100 }),
        replay: [statements.REPLAY, [owner, 'key']],
        'find token': [tokens.FIND, ['hash']],
        'find many tokens': [tokens.FIND_MANY, ['[]']],
        'list the audit': [LIST_AUDIT, [owner, timestamp(createdAt), id, 50]],
      };
      for (const [name, statement] of Object.entries(inOrder)) {
        it(`read an index in order, without scan, sort or filter: ${name}`, async () => {
          const plan = await planOf(statement);
          expect(plan).to.match(/Index (Only )?Scan/);
          expect(plan).not.to.match(/Seq Scan|Bitmap|Sort(?! Key)|Filter/);
        });
      }

      const others: Record<string, statements.Statement> = {
        history: statements.changesStatement(owner, { since: seq, limit: 100, of: id }),
        'find as of': statements.findAsOfStatement(owner, id, seq),
        'list as of': statements.listAsOfStatement(owner, seq, { ...page, after, completed: true }),
        'base states': baseStateStatement([]),
        'one base state': baseStateStatement([{ n: 0, user_id: owner, id, key: 'key' }]),
        'create one': singleStatement({ before: undefined, after: task, kind: 'created' }, seq, { ...SOMEONE, key }),
        'update one': singleStatement({ before: task, after: task.toggle(createdAt), kind: 'completed' }, seq, {
          ...SOMEONE,
          key,
        }),
        'delete one': singleStatement({ before: task, after: task.delete(createdAt), kind: 'deleted' }, seq, {
          ...SOMEONE,
          key,
        }),
        create: [writeStatement('creates', true), ['[]']],
        write: [writeStatement('read', true), ['[]']],
        'write unread': [writeStatement('unread', true), ['[]']],
        'write with keys': [writeStatement('read', false), ['[]', '[]']],
        'write unread with keys': [writeStatement('unread', false), ['[]', '[]']],
        'edit one unread': unreadStatement(unreadRow({})),
        'delete one unread': unreadStatement(unreadRow('delete')),
        'revoke token': [tokens.REVOKE, [owner, id, timestamp(createdAt)]],
        'touch token': [tokens.TOUCH, [owner, id, timestamp(createdAt), null]],
        'purge the audit': [PURGE_AUDIT, [timestamp(createdAt), owner]],
        prune: [pruneStatement(false), [timestamp(createdAt), timestamp(createdAt), owner]],
      };
      for (const [name, statement] of Object.entries(others)) {
        it(`look rows up by index condition, and scan no table or whole index: ${name}`, async () => {
          const plan = await planOf(statement);
          expect(plan).not.to.match(/Seq Scan/);
          // An index scan without an index condition reads the whole index.
          expect(plan).not.to.match(/Index (Only )?Scan .*\n(?! *Index Cond)/);
        });
      }

      it('read at most 20 pages to toggle one of 5,000 tasks', async () => {
        const many = someUser();
        await database.run(MANY, [many]);
        const [first] = await database.run<{ id: TaskId }>(
          'select id from tasks where user_id = $1 order by id limit 1',
          [many],
        );
        expect(await pagesOfToggle(someTask({ userId: many, id: first?.id as TaskId }))).to.be.within(1, 20);
      });

      function unreadRow(command: TaskCommand): StepRow {
        const write = { ...SOMEONE, owner, id } as unknown as QueuedWrite;
        return new UnreadChange(write, command, createdAt).stepRows(0)[0] as StepRow;
      }

      /** Returns how many pages the index scans of a write batch read when the batch toggles one task. */
      async function pagesOfToggle(task: Task): Promise<number> {
        const toggle = new TaskChangeset({ state: task, seq: 0 as Seq, fingerprint: undefined, isFresh: true });
        toggle.add({
          ...SOMEONE,
          owner: task.userId,
          id: task.id,
          change: () => task.toggle(createdAt),
          maybeCommitted: [],
        } as unknown as QueuedWrite);
        const sql = `explain (analyze, buffers, timing off, costs off, format json) ${writeStatement('read', true)}`;
        const rows = await database.run<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(sql, [
          JSON.stringify(toggle.stepRows(0)),
        ]);
        return rows.reduce((sum, { 'QUERY PLAN': [{ Plan }] }) => sum + pagesOfScans(Plan), 0);
      }
    });

    async function planOf([sql, parameters]: statements.Statement): Promise<string> {
      const rows = await database.run<{ 'QUERY PLAN': string }>(`explain (costs off) ${sql}`, parameters);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    }
  });
}

interface PlanNode {
  readonly 'Node Type'?: string;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly Plans?: readonly PlanNode[];
}

function pagesOfScans(node: PlanNode): number {
  const { 'Shared Hit Blocks': hit = 0, 'Shared Read Blocks': read = 0, Plans: below = [] } = node;
  const here = node['Node Type'] === 'Index Scan' ? hit + read : 0;
  return below.reduce((sum, each) => sum + pagesOfScans(each), here);
}

/** An empty database on which a test runs the migrations. */
export interface FreshSchema {
  readonly options: SqlOptions;
  close(): Promise<void>;
}
