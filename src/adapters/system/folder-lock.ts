import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** SQLite's result code if another connection has the lock (https://www.sqlite.org/rescode.html#busy). */
const SQLITE_BUSY = 5;

/** The error thrown when another process uses a folder. The message has the folder and the id of that process. */
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
 * Locks a folder for this process, and creates it if it is missing. Without the lock, two processes could use one
 * store, and each would cache data that the other changes.
 *
 * The lock is SQLite's lock on an empty database, which is a lock of the kernel on a file. The kernel releases it when
 * the process ends, even by `kill -9`. The process id is written to a file beside the lock. It is used only in the
 * error message of a second process, because another process may get the same id later.
 *
 * @throws FolderInUse if another process has locked the folder
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

/**
 * Does what `mkdir -p` does. Node's recursive `mkdirSync` never returns on file systems such as /proc, which have no
 * `mkdir`.
 */
function makeFolder(folder: string): void {
  const isFolder = () => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isFolder()) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have created the folder meanwhile.
    if (!isFolder()) throw error;
  }
}

/** Opens the lock file. Adds the file's path to errors, which SQLite's messages lack. */
function openLock(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: 0 });
  } catch (error) {
    throw new Error(`${resolve(file)}: ${(error as Error).message}`, { cause: error });
  }
}
