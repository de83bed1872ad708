import { execFile } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Dataset, type DatasetSize, DESCRIPTION, titleOf } from '../../support/load/requests/dataset.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import type { MeasuredStore } from './measured-store.ts';

const run = promisify(execFile);

/** The interval of polling until the write-ahead log is empty, and the time limit, in milliseconds. */
const SETTLE_MS = { poll: 50, timeout: 5_000 };

/** The embedded SQLite store of a measured server, in a temporary folder. */
export class SqliteStore implements MeasuredStore {
  readonly #folder = join(temporaryFolder(), 'data');
  readonly #file = join(this.#folder, 'taskport.db');
  readonly environment = { DATA_DIR: this.#folder };

  async fill(datasets: readonly DatasetSize[]): Promise<void> {
    rmSync(this.#folder, { recursive: true, force: true });
    await run(process.execPath, ['src/main.ts', 'migrate'], { env: this.environment });
    using database = new DatabaseSync(this.#file);
    seedSqlite(database, datasets);
  }

  async backends(): Promise<number[]> {
    return [];
  }

  /** Waits until the write-ahead log is empty: Taskport truncates it when idle. */
  async settled(): Promise<void> {
    const end = Date.now() + SETTLE_MS.timeout;
    const size = () => statSync(`${this.#file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    while (size() > 0 && Date.now() < end) await delay(SETTLE_MS.poll);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Inserts datasets into an empty SQLite database, with the change log that the service would have written. */
export function seedSqlite(database: DatabaseSync, datasets: readonly DatasetSize[]): void {
  const task = database.prepare(`
    insert into tasks (user_id, id, version, seq, title, description, completed, created_at, updated_at)
    values (:owner, :id, 1, :seq, :title, :description, :completed, :at, :at)`);
  const change = database.prepare(`
    insert into changes (user_id, seq, kind, at, task_id, version, previous_seq)
    values (:owner, :seq, 'created', :at, :id, 1, 0)`);
  database.exec('begin');
  for (const dataset of datasets.map((size) => new Dataset(size))) {
    for (let n = 0; n < dataset.total; n++) {
      const created = {
        ...{ owner: dataset.user(n), id: dataset.id(n), at: dataset.createdAt(n).getTime() },
        seq: Math.floor(n / dataset.users) + 1,
      };
      const title = titleOf(n);
      task.run({ ...created, title, description: DESCRIPTION, completed: n % 3 === 0 ? 1 : 0 });
      change.run(created);
    }
  }
  database.exec('insert into counters select user_id, max(seq) from changes group by user_id; commit');
}
