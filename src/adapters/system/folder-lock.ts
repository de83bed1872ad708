import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/** Another process uses the folder. */
export class FolderInUse extends Error {
  constructor(folder: string, holder: string) {
    super(
      `${folder} is in use by the Taskport with process id ${holder}. ` +
        'Stop that one first, or give this one a folder of its own with DATA_DIR.',
    );
  }
}

export interface FolderLock {
  release(): void;
}

/**
 * Makes a folder this process's alone, creating it where needed. PGlite has no lock of its own, and two processes in
 * one folder silently destroy each other's data.
 *
 * The lock is SQLite's on an empty database, that is, the kernel's on a file: it is gone the moment its holder is,
 * `kill -9` included, and cannot be fooled by a process id that is used again. The process id is written beside it
 * only to be told.
 *
 * @throws FolderInUse
 */
export function lockFolder(folder: string): FolderLock {
  makeFolder(resolve(folder));
  accessSync(folder, constants.W_OK | constants.X_OK);
  const pidFile = join(folder, 'pid');
  const lock = openLock(join(folder, 'lock'));
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    throw new FolderInUse(resolve(folder), existsSync(pidFile) ? readFileSync(pidFile, 'utf8') : 'unknown');
  }
  writeFileSync(pidFile, String(process.pid));
  return { release: () => lock.close() };
}

/** As `mkdir -p`, and as `mkdirSync` does, too, but that one tries for ever where a file system makes no folders (/proc). */
function makeFolder(folder: string): void {
  const isFolder = () => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isFolder()) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have been faster.
    if (!isFolder()) throw error;
  }
}

/** SQLite does not say which file it cannot open. */
function openLock(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: 0 });
  } catch (error) {
    throw new Error(`${resolve(file)}: ${(error as Error).message}`, { cause: error });
  }
}
