import { accessSync, constants } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { isDamaged } from './sqlite-error.ts';

/** The size of each connection's page cache, in KiB. */
const CACHE_KIB = 8 * 1024;

/** The milliseconds to wait for a lock of another program, such as `sqlite3`. */
export const LOCK_TIMEOUT = 1_000;

/**
 * Creates the database file if it is missing; otherwise checks it for damage.
 *
 * @throws Error if the file is damaged, or cannot be opened or written
 */
export function prepareFile(file: string): void {
  const damaged = (reason: string) =>
    new Error(
      `${file} is damaged (${reason.replaceAll('\n', ' ')}). Restore a backup in its place, or see https://www.sqlite.org/recovery.html`,
    );
  let result: unknown;
  try {
    const database = new DatabaseSync(file, { timeout: LOCK_TIMEOUT });
    // SQLite opens a read-only file without an error, and fails only at the first write.
    accessSync(file, constants.W_OK);
    // These settings are stored in the file. Only an empty file gets them, because the check for damage comes later. A
    // commit writes whole pages, and a batch changes a few rows in each of many pages. With pages of 2 KiB a commit
    // takes a sixth less time than with the default 4 KiB.
    const isEmpty = database.prepare('pragma page_count').get()?.page_count === 0;
    if (isEmpty) database.exec('pragma page_size = 2048; pragma auto_vacuum = incremental');
    result = database.prepare('pragma quick_check(1)').get()?.quick_check;
    if (result === 'ok') database.exec('pragma journal_mode = wal');
    database.close();
  } catch (error) {
    const { message } = error as Error;
    // Adds the path of the file, which SQLite's message lacks.
    throw isDamaged(error) ? damaged(message) : new Error(`${file}: ${message}`);
  }
  if (result !== 'ok') throw damaged(String(result));
}

/**
 * Opens a connection to the database file.
 *
 * When a commit returns, its data is on the disk: `synchronous = full` syncs the write-ahead log with each commit
 * (https://www.sqlite.org/pragma.html#pragma_synchronous).
 */
export function connect(file: string, use: 'write' | 'read'): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: LOCK_TIMEOUT });
  database.exec(`
    pragma synchronous = full;
    pragma foreign_keys = on;
    pragma trusted_schema = off;
    pragma cache_size = -${CACHE_KIB};
    pragma temp_store = memory;
    ${use === 'read' ? 'pragma query_only = on' : 'pragma wal_autocheckpoint = 0'}`);
  return database;
}

/**
 * Returns a function that prepares each statement once, and caches it by its SQL text. A connection uses only a few
 * dozen texts, so the cache needs no limit.
 */
export function preparerOf(database: DatabaseSync): (sql: string) => StatementSync {
  const statements = new Map<string, StatementSync>();
  return (sql) => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
}
