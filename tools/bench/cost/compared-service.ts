import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { DatasetSize } from '../../support/load/requests/dataset.ts';
import { settle } from '../environment/databases.ts';
import { seed } from '../environment/seed.ts';

/** The processor time of the service and of its PostgreSQL backends, in microseconds. */
export interface Cpu {
  readonly server: number;
  readonly postgres: number;
}

/** One of the two services that `make cost` compares: a child process with its own database. */
export class ComparedService {
  readonly url: string;
  readonly #database: pg.Client;
  readonly #process: ChildProcess;

  private constructor(url: string, database: pg.Client, process: ChildProcess) {
    this.url = url;
    this.#database = database;
    this.#process = process;
  }

  static async start(databaseUrl: string, kind: 'real' | 'plain', dataset: DatasetSize): Promise<ComparedService> {
    const child = fork(new URL('measured-service.ts', import.meta.url), [databaseUrl, kind]);
    const [url] = await once(child, 'message');
    const database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    await seed(database, [dataset], kind === 'real');
    await settle(database);
    return new ComparedService(url, database, child);
  }

  async stop(): Promise<void> {
    await this.#database.end();
    this.#process.disconnect();
    await once(this.#process, 'exit');
  }

  /** Returns the processor time since the service started; `NaN` for PostgreSQL if it runs on another machine. */
  async cpu(): Promise<Cpu> {
    this.#process.send('cpu?');
    const [server] = await once(this.#process, 'message');
    const { rows } = await this.#database.query<{ pid: number }>(
      "select pid from pg_stat_activity where datname = current_database() and application_name like 'taskport%'",
    );
    return { server, postgres: rows.reduce((sum, { pid }) => sum + microsecondsOf(pid), 0) };
  }
}

function microsecondsOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1000;
  } catch {
    return Number.NaN;
  }
}
