import type { DatabaseSync } from 'node:sqlite';
import {
  BATCH,
  columnsOf,
  type StoredRow,
  type StoreReader,
  type StoreWriter,
  stateOfRow,
  TABLES,
  type TableName,
} from '../../../ports/store-copy.ts';
import { lockFolder } from '../../system/folder-lock.ts';
import { connect, prepareFile } from '../database/connection.ts';
import { migrate, requireCurrent } from '../database/schema.ts';
import { fileIn } from '../sqlite-store.ts';
import { columnValues, taskColumns, toTask, type Value } from '../tasks/task-row.ts';
import { makeFile, removePartial, requireAbsent, requireFile } from './new-file.ts';

/** Reads the database of a folder, and meanwhile locks the folder against other processes. */
export async function fromSqlite<T>(folder: string, work: (source: StoreReader) => Promise<T>): Promise<T> {
  const file = fileIn(folder);
  requireFile(file);
  const lock = lockFolder(folder);
  try {
    prepareFile(file);
    using database = connect(file, 'read');
    requireCurrent(database);
    return await work(new SqliteRows(database));
  } finally {
    lock.release();
  }
}

/** Creates a database in a folder that has none. The file appears only when `work` has resolved. */
export async function intoSqlite<T>(folder: string, work: (target: StoreWriter) => Promise<T>): Promise<T> {
  requireAbsent(fileIn(folder));
  const lock = lockFolder(folder);
  try {
    removePartial(fileIn(folder));
    return await makeFile(fileIn(folder), async (partial) => {
      prepareFile(partial);
      using database = connect(partial, 'write');
      // A partial file need not survive a crash. The start of the service sets the journal mode again.
      database.exec('pragma journal_mode = off; pragma synchronous = off');
      migrate(database);
      return await work(new SqliteRows(database));
    });
  } finally {
    lock.release();
  }
}

class SqliteRows implements StoreWriter {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  async *read(table: TableName): AsyncGenerator<StoredRow[]> {
    const names = Object.keys(TABLES[table].columns);
    const sql = `select ${columnsOf(table, taskColumns())} from ${table} order by ${names.slice(0, 2).join(', ')}`;
    let batch: StoredRow[] = [];
    for (const row of this.#database.prepare(sql).iterate() as Iterable<Record<string, Value>>) {
      batch.push({ values: names.map((name) => row[name] as Value), state: stateOfRow(table, row, toTask) });
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  async hasAccounts(): Promise<boolean> {
    const table = this.#database.prepare("select 1 from sqlite_schema where name = 'account_users'").get();
    return table !== undefined && this.#database.prepare('select 1 from account_users limit 1').get() !== undefined;
  }

  async write(table: TableName, rows: readonly StoredRow[]): Promise<void> {
    const columns = columnsOf(table, taskColumns());
    const insert = this.#database.prepare(`insert into ${table} (${columns}) values (${columns.replace(/\w+/g, '?')})`);
    this.#database.exec('begin');
    for (const { values, state } of rows) insert.run(...values, ...(TABLES[table].hasState ? columnValues(state) : []));
    this.#database.exec('commit');
  }
}
