import pg from 'pg';
import { type DatasetSize, seed } from '../../load/dataset.ts';
import type { Load, LoadReport, Order } from '../../load/load.ts';
import type { Place } from '../../load/operations.ts';
import { familyOf, memoryOf, type Usage, usageOf, usedBetween } from '../../support/machine/processes.ts';
import { type Databases, settle } from './databases.ts';
import { KINDS, type RivalName } from './kinds.ts';
import { ServerProcess } from './server-process.ts';

/** What a server did of an order, and what a request took: processor time in microseconds, memory in bytes. */
export interface Measurement extends Omit<LoadReport, 'errors' | 'mistakes'> {
  readonly rival: RivalName;
  readonly serverCpu: number;
  readonly postgresCpu: number;
  readonly memory: number;
}

/** The same for every server. */
type Asked = Omit<Order, 'url' | 'place'> & { readonly place: Omit<Place, 'cursors'> };

/** For how many seconds a server is asked at most before anything is measured. */
const WARM_UP = 2;

/** A server that is measured, on a database of its own. */
export class Rival {
  readonly name: RivalName;
  readonly #database: pg.Client;
  readonly #url: string;
  readonly #kind: (typeof KINDS)[RivalName];
  #server: ServerProcess | undefined;

  private constructor(name: RivalName, url: string, database: pg.Client) {
    this.name = name;
    this.#database = database;
    this.#url = url;
    this.#kind = KINDS[name];
  }

  static async open(name: RivalName, databases: Databases): Promise<Rival> {
    const url = await databases.create(name);
    await KINDS[name].migrate(url);
    const database = new pg.Client({ connectionString: url });
    // It is told when the database goes, as it does after an interruption.
    database.on('error', () => {});
    await database.connect();
    return new Rival(name, url, database);
  }

  /** Has exactly these tasks from now on, and remembers nothing of what was before: it is started anew. */
  async restore(datasets: readonly DatasetSize[]): Promise<void> {
    await this.#server?.stop();
    // One by one: to empty the first may empty others by itself.
    for (const table of this.#kind.tables) await this.#database.query(`truncate ${table}`);
    await seed(this.#database, datasets, this.#kind.hasLog);
    await settle(this.#database);
    const workers = process.env.WORKERS;
    const environment = { ...this.#kind.environment, ...(workers && { WORKERS: workers }), DATABASE_URL: this.#url };
    this.#server = await ServerProcess.start(this.#kind.script, environment);
  }

  /** Lets code be compiled and plans be made before anything is measured. */
  async warmUp(load: Load, asked: Omit<Asked, 'salt'>): Promise<void> {
    await this.#ask(load, { ...asked, salt: 0, seconds: Math.min(WARM_UP, asked.seconds) });
  }

  async measure(load: Load, asked: Asked): Promise<Measurement> {
    const { pid } = this.#server as ServerProcess;
    const before = await this.#usage(pid);
    const { requests, perSecond, p50, p95, p99 } = await this.#ask(load, asked);
    const after = await this.#usage(pid);
    return {
      rival: this.name,
      ...{ requests, perSecond, p50, p95, p99 },
      serverCpu: usedBetween(before.server, after.server) / requests,
      postgresCpu: usedBetween(before.postgres, after.postgres) / requests,
      memory: memoryOf(familyOf(pid)),
    };
  }

  #ask(load: Load, asked: Asked): Promise<LoadReport> {
    const { url } = this.#server as ServerProcess;
    const order = { ...asked, url, place: { ...asked.place, cursors: this.#kind.cursors } };
    return load.run(order).catch((error) => {
      throw new Error(`${this.name}: ${error.message}`);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.stop();
    await this.#database.end();
  }

  /** Of the server with all its processes, and of those that serve it in PostgreSQL, if they are on this machine. */
  async #usage(pid: number): Promise<{ server: Usage; postgres: Usage }> {
    const { rows } = await this.#database.query<{ pid: number }>(`
      select pid from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`);
    return {
      server: usageOf(familyOf(pid)),
      postgres: usageOf(
        rows.map((row) => row.pid),
        'postgres',
      ),
    };
  }
}
