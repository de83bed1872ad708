import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { prepareFile } from '../../../src/adapters/sqlite/database/connection.ts';
import { migrate } from '../../../src/adapters/sqlite/database/schema.ts';
import { columnValues, taskColumns } from '../../../src/adapters/sqlite/tasks/task-row.ts';
import { temporaryFolder } from '../../../tools/support/temporary-folder.ts';
import { contentSample } from '../../support/content-samples.ts';
import { someTask } from '../../support/tasks.ts';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly isNullable: boolean;
}

/** The rows of sample tasks. Twelve are enough to contain every sample value of every content field. */
const SAMPLES = Array.from({ length: 12 }, (_, i) => columnValues(someTask(contentSample(i))));

/** The expected columns of a task's state, with the types and nullability that the sample rows need. */
const STATE: Column[] = taskColumns()
  .split(', ')
  .map((name, i) => {
    const values = SAMPLES.map((row) => row[i]);
    const type = values.some((value) => typeof value === 'string') ? 'TEXT' : 'INTEGER';
    return { name, type, isNullable: values.includes(null) };
  });

describe('the schema on SQLite', () => {
  const database = new DatabaseSync(':memory:');
  migrate(database);

  it('has a column for each field of a task, with the type and nullability of the field', () => {
    expect(columnsOf('tasks')).to.have.deep.members([
      ...['user_id', 'id'].map(text),
      ...['version', 'seq'].map(integer),
      ...STATE,
    ]);
  });

  it('has nullable columns for the state of a task before a change, because a new task has no such state', () => {
    expect(columnsOf('changes')).to.have.deep.members([
      text('user_id'),
      integer('seq'),
      text('kind'),
      integer('at'),
      text('task_id'),
      ...['version', 'previous_seq', 'place'].map(integer),
      { ...text('actor'), isNullable: true },
      ...STATE.map((column) => ({ ...column, isNullable: true })),
    ]);
  });

  it('has only strict tables, and user_id first in every key and index except the index on hashes of API tokens', () => {
    const tables = database
      .prepare("select name, wr, strict from pragma_table_list where name not like 'sqlite_%'")
      .all();
    expect(tables).to.have.length(6);
    for (const { name, wr, strict } of tables) expect([wr, strict], String(name)).to.deep.equal([1, 1]);
    const keys = database
      .prepare(
        `select i.name, c.name as first from sqlite_schema t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
         where t.type = 'table' and c.seqno = 0`,
      )
      .all();
    expect(keys).to.have.length(11);
    for (const { name, first } of keys) {
      expect(first, String(name)).to.equal(name === 'api_tokens_hash' ? 'hash' : 'user_id');
    }
  });

  it('is in a file with a page size of 2 KiB, incremental auto_vacuum, and journal mode WAL', () => {
    const path = join(temporaryFolder(), 'new.db');
    for (let start = 1; start <= 2; start++) {
      prepareFile(path);
      const file = new DatabaseSync(path);
      const settings = ['page_size', 'auto_vacuum', 'journal_mode'].map((name) => file.prepare(`pragma ${name}`).get());
      file.close();
      expect(settings).to.deep.equal([{ page_size: 2048 }, { auto_vacuum: 2 }, { journal_mode: 'wal' }]);
    }
  });

  it('stays the same when the migrations run a second time', () => {
    const schema = () => database.prepare('select sql from sqlite_schema').all();
    const before = schema();
    migrate(database);
    expect(schema()).to.deep.equal(before);
  });

  function columnsOf(table: string): Column[] {
    const rows = database.prepare(`select name, type, "notnull" as required from pragma_table_info('${table}')`).all();
    return rows.map(({ name, type, required }) => ({
      name: String(name),
      type: String(type),
      isNullable: required === 0,
    }));
  }
});

function text(name: string): Column {
  return { name, type: 'TEXT', isNullable: false };
}

function integer(name: string): Column {
  return { name, type: 'INTEGER', isNullable: false };
}
