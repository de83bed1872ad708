import { existsSync, statfsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Logger } from 'pino';
import type { StoreLifecycle } from '../../ports/store-lifecycle.ts';
import { type FolderLock, lockFolder } from '../system/folder-lock.ts';
import type { SqliteDatabase } from './database/sqlite-database.ts';

/** The exit code for an internal error (https://man.openbsd.org/sysexits.3). */
const EX_SOFTWARE = 70;

/**
 * The names of network file systems, by their type in statfs(2). Locks and shared memory on them cannot protect the
 * database file.
 */
const NETWORK = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9P'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
]);

/** The lifecycle of the SQLite store: a database file in a folder, which is locked against other processes. */
export class SqliteStore implements StoreLifecycle {
  readonly #folder: string;
  readonly #database: SqliteDatabase;
  readonly #log: Logger;
  #lock: FolderLock | undefined;

  constructor(folder: string, database: SqliteDatabase, log: Logger) {
    this.#folder = folder;
    this.#database = database;
    this.#log = log;
  }

  async open(): Promise<void> {
    refuseNetwork(this.#folder);
    this.#lock = lockFolder(this.#folder);
    if (existsSync(join(this.#folder, 'postgres')) && !existsSync(fileIn(this.#folder))) {
      throw new Error(
        `${resolve(this.#folder)} has data of an older kind (PGlite, in the folder postgres), which this release cannot read. ` +
          'Serve it with the release that wrote it, or give this one a new folder with DATA_DIR',
      );
    }
  }

  async prepare(): Promise<void> {
    await this.#database.open(fileIn(this.#folder), (error) => this.#end(error));
  }

  async check(): Promise<void> {
    await this.#database.check();
  }

  async close(): Promise<void> {
    await this.#database.close();
    this.#lock?.release();
  }

  /**
   * Ends the process after a fatal error. The service manager then starts a new process, which recovers the database
   * file.
   */
  #end(error: unknown): never {
    this.#log.fatal({ err: error }, 'the database thread has crashed');
    process.exit(EX_SOFTWARE);
  }
}

export function fileIn(folder: string): string {
  return join(folder, 'taskport.db');
}

function refuseNetwork(folder: string): void {
  let existing = resolve(folder);
  while (!existsSync(existing)) existing = dirname(existing);
  const name = NETWORK.get(statfsSync(existing).type);
  if (name === undefined) return;
  throw new Error(
    `${resolve(folder)} is on a network file system (${name}). Give DATA_DIR a folder on a local disk, or use PostgreSQL`,
  );
}
