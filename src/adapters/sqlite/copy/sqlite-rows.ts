import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { UserId } from '../../../domain/identity.ts';
import {
  BATCH,
  columnsOf,
  type StoredRow,
  type StoreReader,
  type StoreSnapshot,
  type StoreWriter,
  stateOfRow,
  TABLES,
  type TableName,
} from '../../../ports/store-copy.ts';
import { lockFolder } from '../../system/folder-lock.ts';
import { connect, prepareFile } from '../database/connection.ts';
import { migrate, requireCurrent, schemaOf } from '../database/schema.ts';
import { fileIn } from '../sqlite-store.ts';
import { columnValues, taskColumns, toTask, type Value } from '../tasks/task-row.ts';
import { makeFile, removePartial, requireAbsent, requireFile } from './new-file.ts';

/** Calls `work` with the database of a folder. Until it ends, the folder is locked against other processes. */
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

/** Creates a database in a folder that has none. The file gets its final name only when `work` has resolved. */
export async function intoSqlite<T>(folder: string, work: (target: StoreWriter) => Promise<T>): Promise<T> {
  requireAbsent(fileIn(folder));
  const lock = lockFolder(folder);
  try {
    removePartial(fileIn(folder));
    return await makeFile(fileIn(folder), async (partial) => {
      prepareFile(partial);
      using database = connect(partial, 'write');
      // Needs no journal, because an incomplete file is not used after a crash. The service sets the journal mode when
      // it starts.
      database.exec('pragma journal_mode = off; pragma synchronous = off');
      migrate(database);
      return await work(new SqliteRows(database));
    });
  } finally {
    lock.release();
  }
}

/** Calls `work` with a snapshot of the database of a folder, which a service may use meanwhile. */
export async function snapshotOfSqlite<T>(folder: string, work: (source: StoreSnapshot) => Promise<T>): Promise<T> {
  const file = fileIn(folder);
  requireFile(file);
  using database = connect(file, 'read');
  // All reads of the transaction see the state at its first read.
  database.exec('begin');
  requireCurrent(database);
  return await work(new SqliteRows(database));
}

/**
 * Adds rows to the database of a folder that no service uses; creates the database if needed. Adds no row if `work`
 * fails or the process ends.
 */
export async function mergeIntoSqlite<T>(folder: string, work: (target: StoreWriter) => Promise<T>): Promise<T> {
  const file = fileIn(folder);
  if (!existsSync(file)) return await intoSqlite(folder, work);
  const lock = lockFolder(folder);
  try {
    prepareFile(file);
    using database = connect(file, 'write');
    requireCurrent(database);
    database.exec('begin immediate');
    const result = await work(new SqliteRows(database));
    database.exec('commit; pragma wal_checkpoint(truncate)');
    return result;
  } finally {
    lock.release();
  }
}

class SqliteRows implements StoreWriter, StoreSnapshot {
  readonly schema: string;
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.schema = `sqlite ${schemaOf(database)}`;
  }

  async *read(table: TableName, owner?: UserId): AsyncGenerator<StoredRow[]> {
    const names = Object.keys(TABLES[table].columns);
    const [rows, parameters] = owner === undefined ? ['', []] : [' where user_id = ?', [owner]];
    const order = names.slice(0, 2).join(', ');
    const sql = `select ${columnsOf(table, taskColumns())} from ${table}${rows} order by ${order}`;
    let batch: StoredRow[] = [];
    for (const row of this.#database.prepare(sql).iterate(...parameters) as Iterable<Record<string, Value>>) {
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
    const isOpen = this.#database.isTransaction;
    if (!isOpen) this.#database.exec('begin');
    for (const { values, state } of rows) insert.run(...values, ...(TABLES[table].hasState ? columnValues(state) : []));
    if (!isOpen) this.#database.exec('commit');
  }
}
