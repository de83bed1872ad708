import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { type DatasetSize, seed } from '../load/dataset.ts';
import { settle } from './environment/databases.ts';

/** What was used of the processors, in microseconds. */
export interface Cpu {
  readonly server: number;
  readonly postgres: number;
}

/** One of the two services that are compared, on a database of its own. */
export class Contender {
  readonly url: string;
  readonly #database: pg.Client;
  readonly #process: ChildProcess;

  private constructor(url: string, database: pg.Client, process: ChildProcess) {
    this.url = url;
    this.#database = database;
    this.#process = process;
  }

  static async start(databaseUrl: string, kind: 'real' | 'plain', dataset: DatasetSize): Promise<Contender> {
    const child = fork(new URL('measured-service.ts', import.meta.url), [databaseUrl, kind]);
    const [url] = await once(child, 'message');
    const database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    await seed(database, [dataset], kind === 'real');
    await settle(database);
    return new Contender(url, database, child);
  }

  async stop(): Promise<void> {
    await this.#database.end();
    this.#process.disconnect();
    await once(this.#process, 'exit');
  }

  /** So far, of the service's process and of those that serve it in PostgreSQL, if they are on this machine. */
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
