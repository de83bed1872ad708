import { DatabaseSync } from 'node:sqlite';

/** KiB of page cache of each connection. */
const CACHE_KIB = 8 * 1024;

/** Milliseconds to wait for a lock: another program may look into the file, and then holds it for a moment. */
export const LOCK_TIMEOUT = 1_000;

/** The database file is damaged. */
class DamagedFile extends Error {
  constructor(file: string, reason: string) {
    super(`${file} is damaged (${reason}). Restore a backup in its place, or see https://www.sqlite.org/recovery.html`);
  }
}

/**
 * Makes the file if it is missing, and checks it otherwise.
 *
 * @throws DamagedFile
 */
export function prepareFile(file: string): void {
  try {
    const database = new DatabaseSync(file, { timeout: LOCK_TIMEOUT });
    // The settings stay in the file; the first two only take effect before there is a table. A commit writes whole pages, and
    // a batch changes a few rows in each of many: with pages of 2 KiB it takes a sixth less than with the usual 4.
    database.exec('pragma page_size = 2048; pragma auto_vacuum = incremental; pragma journal_mode = wal');
    const { quick_check: result } = database.prepare('pragma quick_check(1)').get() as { quick_check: string };
    database.close();
    if (result !== 'ok') throw new DamagedFile(file, result);
  } catch (error) {
    // Corrupt, or not a database at all.
    if ([11, 26].includes((error as { errcode?: number }).errcode ?? 0))
      throw new DamagedFile(file, (error as Error).message);
    throw error;
  }
}

/**
 * Opens a connection to the database file.
 *
 * A commit is on the disk when it returns: `synchronous = full` syncs the write-ahead log with each commit
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
