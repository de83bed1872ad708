import pg from 'pg';
import type { Load, LoadPlan, LoadReport } from '../../support/load/load.ts';
import type { DatasetSize } from '../../support/load/requests/dataset.ts';
import type { RequestTarget } from '../../support/load/requests/operations.ts';
import { memoryOf, processTreeOf, type Usage, usageOf, usedBetween } from '../../support/machine/process-usage.ts';
import { type Databases, settle } from './databases.ts';
import { seed } from './seed.ts';
import { KINDS, type ServerName } from './server-kinds.ts';
import { ServerProcess } from './server-process.ts';

/** The result of a load plan on a server; processor time of a request in microseconds, memory in bytes. */
export interface Measurement extends Omit<LoadReport, 'errors' | 'mistakes'> {
  readonly server: ServerName;
  readonly serverCpu: number;
  readonly postgresCpu: number;
  readonly memory: number;
}

/** A load plan without what differs from server to server. */
type ServerPlan = Omit<LoadPlan, 'url' | 'target'> & { readonly target: Omit<RequestTarget, 'cursors'> };

const WARM_UP_SECONDS = 2;

/** A server to measure, with its own database. */
export class MeasuredServer {
  readonly name: ServerName;
  readonly #database: pg.Client;
  readonly #url: string;
  readonly #kind: (typeof KINDS)[ServerName];
  #server: ServerProcess | undefined;

  private constructor(name: ServerName, url: string, database: pg.Client) {
    this.name = name;
    this.#database = database;
    this.#url = url;
    this.#kind = KINDS[name];
  }

  static async open(name: ServerName, databases: Databases): Promise<MeasuredServer> {
    const url = await databases.create(name);
    await KINDS[name].migrate(url);
    const database = new pg.Client({ connectionString: url });
    // After Ctrl-C the database ends before this connection does.
    database.on('error', () => {});
    await database.connect();
    return new MeasuredServer(name, url, database);
  }

  /** Replaces all tasks with these datasets, and restarts the server, so that its caches are empty. */
  async restore(datasets: readonly DatasetSize[]): Promise<void> {
    await this.#server?.stop();
    for (const table of this.#kind.tables) await this.#database.query(`truncate ${table}`);
    await seed(this.#database, datasets, this.#kind.hasLog);
    await settle(this.#database);
    const workers = process.env.WORKERS;
    const environment = { ...this.#kind.environment, ...(workers && { WORKERS: workers }), DATABASE_URL: this.#url };
    this.#server = await ServerProcess.start(this.#kind.command, environment);
  }

  /** Runs a load plan briefly, to warm up the JIT compiler and the plan cache. */
  async warmUp(load: Load, plan: Omit<ServerPlan, 'salt'>): Promise<void> {
    await this.#run(load, { ...plan, salt: 0, seconds: Math.min(WARM_UP_SECONDS, plan.seconds) });
  }

  async measure(load: Load, plan: ServerPlan): Promise<Measurement> {
    const { pid } = this.#server as ServerProcess;
    const before = await this.#usage(pid);
    const { requests, perSecond, p50, p95, p99 } = await this.#run(load, plan);
    const after = await this.#usage(pid);
    return {
      server: this.name,
      ...{ requests, perSecond, p50, p95, p99 },
      serverCpu: usedBetween(before.server, after.server) / requests,
      postgresCpu: usedBetween(before.postgres, after.postgres) / requests,
      memory: memoryOf(processTreeOf(pid)),
    };
  }

  #run(load: Load, plan: ServerPlan): Promise<LoadReport> {
    const { url } = this.#server as ServerProcess;
    const loadPlan = { ...plan, url, target: { ...plan.target, cursors: this.#kind.cursors } };
    return load.run(loadPlan).catch((error) => {
      throw new Error(`${this.name}: ${error.message}`);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.stop();
    await this.#database.end();
  }

  /** Reads the processor time of the server's processes and of its PostgreSQL backends, if they run on this machine. */
  async #usage(pid: number): Promise<{ server: Usage; postgres: Usage }> {
    const { rows } = await this.#database.query<{ pid: number }>(`
      select pid from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`);
    return {
      server: usageOf(processTreeOf(pid)),
      postgres: usageOf(
        rows.map((row) => row.pid),
        'postgres',
      ),
    };
  }
}
