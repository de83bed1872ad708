import { join } from 'node:path';
import { SqlMikroORM } from '@mikro-orm/sql';
import type { Logger } from 'pino';
import type { StoreLifecycle } from '../../../ports/store-lifecycle.ts';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import type { Database } from '../driver/database.ts';
import { embeddedOptions } from '../driver/orm-options.ts';
import { SESSION } from '../driver/session/settings.ts';
import { requireWritable } from '../driver/writable-check.ts';
import { EmbeddedPostgres } from './embedded-postgres.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';

/** https://man.openbsd.org/sysexits.3 */
const EX_SOFTWARE = 70;

/** PostgreSQL inside this process, its data in a folder that no other process may use meanwhile. */
export class EmbeddedStore implements StoreLifecycle {
  readonly #folder: string;
  readonly #database: Database;
  readonly #log: Logger;
  #lock: FolderLock | undefined;
  #postgres: EmbeddedPostgres | undefined;
  #orm: SqlMikroORM | undefined;

  constructor(folder: string, database: Database, log: Logger) {
    this.#folder = folder;
    this.#database = database;
    this.#log = log;
  }

  async open(): Promise<void> {
    this.#lock = lockFolder(this.#folder);
  }

  async prepare(): Promise<void> {
    this.#postgres = new EmbeddedPostgres(join(this.#folder, 'postgres'));
    await this.#postgres.waitReady;
    this.#postgres.crashed.then((error) => this.#end(error));
    await this.#postgres.configure(SESSION.serving('public'));
    this.#orm = await SqlMikroORM.init(embeddedOptions(this.#postgres));
    await this.#orm.migrator.up();
    this.#postgres.limit(TIMEOUTS.statement);
    this.#database.use(this.#orm);
  }

  async check(): Promise<void> {
    await requireWritable(this.#database.run);
  }

  async close(): Promise<void> {
    await this.#orm?.close();
    await this.#postgres?.close();
    this.#lock?.release();
  }

  /** A database that has crashed is opened anew by a new process, which whoever runs this one will start. */
  #end(error: unknown): never {
    this.#log.fatal({ err: error }, 'the embedded database has crashed');
    process.exit(EX_SOFTWARE);
  }
}
