import { performance } from 'node:perf_hooks';
import type { Load, LoadPlan, LoadReport } from '../../support/load/load.ts';
import type { DatasetSize } from '../../support/load/requests/dataset.ts';
import type { RequestTarget } from '../../support/load/requests/operations.ts';
import { memoryOf, processTreeOf, type Usage, usageOf, usedBetween } from '../../support/machine/process-usage.ts';
import type { Databases } from './databases.ts';
import { probeDuring } from './liveness-probe.ts';
import type { MeasuredStore } from './measured-store.ts';
import { KINDS, type ServerName } from './server-kinds.ts';
import { ServerProcess } from './server-process.ts';

/** The result of a load plan on a server: processor time per request in microseconds, memory in bytes. */
export interface Measurement extends Omit<LoadReport, 'errors' | 'mistakes'> {
  readonly server: ServerName;
  readonly serverCpu: number;
  readonly postgresCpu: number;
  readonly loadCpu: number;
  /** How many processors the server, PostgreSQL and the load generator used together, on average. */
  readonly cores: number;
  readonly memory: number;
  /** The latencies of `/livez` during the load, in milliseconds, if they are measured. */
  readonly livez?: readonly number[];
}

/** A load plan without the fields that each server sets: the URL and the format of cursors. */
type ServerPlan = Omit<LoadPlan, 'url' | 'target'> & { readonly target: Omit<RequestTarget, 'cursors'> };

const WARM_UP_SECONDS = 2;

/** A server to measure, with its own database or embedded store. */
export class MeasuredServer {
  readonly name: ServerName;
  readonly #store: MeasuredStore;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #kind: (typeof KINDS)[ServerName];
  #server: ServerProcess | undefined;

  private constructor(name: ServerName, store: MeasuredStore, environment: Readonly<Record<string, string>>) {
    this.name = name;
    this.#store = store;
    this.#kind = KINDS[name];
    this.#environment = { ...this.#kind.environment, ...store.environment, ...environment };
  }

  /** Opens a store for a server, without starting the server. @param environment further environment variables */
  static async open(
    name: ServerName,
    databases: Databases,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<MeasuredServer> {
    return new MeasuredServer(name, await KINDS[name].openStore(databases), environment);
  }

  /** Replaces all tasks in the store with the datasets, and restarts the server to empty its caches. */
  async restore(datasets: readonly DatasetSize[]): Promise<{ startMs: number }> {
    await this.#server?.stop();
    await this.#store.fill(datasets);
    return this.start();
  }

  /** Starts the server; resolves with the milliseconds until `/health` has answered 200. */
  async start(): Promise<{ startMs: number }> {
    const start = performance.now();
    this.#server = await ServerProcess.start(this.#kind.command, this.#environment);
    return { startMs: performance.now() - start };
  }

  /** The resident memory of all processes of the server, in bytes. */
  get memory(): number {
    return memoryOf(processTreeOf((this.#server as ServerProcess).pid));
  }

  /** Runs a load plan briefly, to warm up the JIT compiler and the plan cache. */
  async warmUp(load: Load, plan: Omit<ServerPlan, 'salt'>): Promise<void> {
    await this.#run(load, { ...plan, salt: 0, seconds: Math.min(WARM_UP_SECONDS, plan.seconds) });
  }

  async measure(load: Load, plan: ServerPlan): Promise<Measurement> {
    const { pid, url } = this.#server as ServerProcess;
    const before = await this.#usage(pid, load);
    const run = this.#run(load, plan);
    const livez = this.#kind.isProbed ? await probeDuring(url, run) : undefined;
    const { requests, perSecond, p50, p95, p99 } = await run;
    const after = await this.#usage(pid, load);
    const { memory } = this;
    const cpu = {
      server: usedBetween(before.server, after.server),
      postgres: usedBetween(before.postgres, after.postgres),
      load: usedBetween(before.load, after.load),
    };
    await this.#store.settled();
    return {
      server: this.name,
      ...{ requests, perSecond, p50, p95, p99 },
      serverCpu: cpu.server / requests,
      postgresCpu: cpu.postgres / requests,
      loadCpu: cpu.load / requests,
      cores: ((cpu.server + cpu.postgres + cpu.load) / requests) * (perSecond / 1e6),
      memory,
      ...(livez && { livez }),
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
    await this.#store[Symbol.asyncDispose]();
  }

  /** Reads the processor time of the server, of its PostgreSQL backends (if they run here), and of the load generator. */
  async #usage(pid: number, load: Load): Promise<{ server: Usage; postgres: Usage; load: Usage }> {
    return {
      server: usageOf(processTreeOf(pid)),
      postgres: usageOf(await this.#store.backends(), 'postgres'),
      load: usageOf(load.pid === undefined ? [] : [load.pid]),
    };
  }
}
