import cluster, { type Worker } from 'node:cluster';
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { TIMEOUTS } from '../timeouts.ts';
import { V8_FLAGS } from '../v8-flags.ts';
import { closeConnectionOnExit } from './close-on-exit.ts';
import { type FromWorker, JOIN, type ToWorker } from './messages.ts';

// starting ──ready message──▶ serving ──stop(), retire()──▶ stopping
//    │                           │                             │
//    └───────────────────────────┴──────────── exit ───────────┴──▶ gone
//
// A starting worker can be stopped too. A stopping worker that has not exited within TIMEOUTS.worker is killed.

/** The exit status of a worker, and the time for which the worker served requests. */
export interface WorkerExit {
  /** The exit code; null if a signal ended the worker. `signal` is null too if the worker could not be started. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The time from ready to exit, in milliseconds; undefined if the worker was never ready. */
  readonly served: number | undefined;
}

/** The handle of the primary process for one worker process. */
export class WorkerProcess {
  readonly pid: number | undefined;
  /** The number of the worker, from 1. A worker that replaces this worker gets the same number. */
  readonly number: number;
  readonly #worker: Worker;
  readonly #ready = Promise.withResolvers<string | undefined>();
  readonly #gone = Promise.withResolvers<WorkerExit>();
  #readySince: number | undefined;
  #isStopping = false;

  /**
   * @param joins true if other workers already serve
   * @param onMessage is called with each message of this worker except `ready`
   */
  constructor(number: number, joins: boolean, onMessage: (from: WorkerProcess, message: FromWorker) => void) {
    this.number = number;
    cluster.setupPrimary({ execArgv: [...process.execArgv, ...V8_FLAGS], args: joins ? [JOIN] : [] });
    this.#worker = cluster.fork(compileCache());
    closeConnectionOnExit(this.#worker);
    this.pid = this.#worker.process.pid;
    this.#worker.on('message', (message: FromWorker) => {
      const { ready: address } = message;
      if (address === undefined) return onMessage(this, message);
      this.#readySince = performance.now();
      this.#ready.resolve(address);
    });
    this.#worker.on('exit', (code, signal) => this.#end(code, signal as NodeJS.Signals | null));
    this.#worker.on('error', () => {
      // A worker without a process id could not be started, so it never emits `exit`. All other workers do.
      if (this.pid === undefined) this.#end(null, null);
    });
  }

  /** Resolves with the address when the worker answers requests, or with undefined if it exits before. */
  get ready(): Promise<string | undefined> {
    return this.#ready.promise;
  }

  get gone(): Promise<WorkerExit> {
    return this.#gone.promise;
  }

  get serves(): boolean {
    return this.#readySince !== undefined && !this.#isStopping;
  }

  /** True if the worker is ready and connected, so that it answers messages. */
  get isReachable(): boolean {
    return this.#readySince !== undefined && this.#worker.isConnected();
  }

  send(message: ToWorker): void {
    if (this.#worker.isConnected()) this.#worker.send(message, () => {});
  }

  /**
   * Drains the worker. Resolves when the worker has exited.
   *
   * @param delay the time for which the worker still serves requests, in milliseconds
   */
  stop(delay: number): Promise<void> {
    this.#isStopping = true;
    this.#worker.process.kill('SIGTERM');
    return this.#goneWithin(delay + TIMEOUTS.worker);
  }

  /** Stops the worker without draining, because a new worker has replaced it. */
  retire(): Promise<void> {
    this.#isStopping = true;
    this.send({ retire: true });
    return this.#goneWithin(TIMEOUTS.worker);
  }

  async #goneWithin(milliseconds: number): Promise<void> {
    const timer = setTimeout(() => this.kill(), milliseconds);
    await this.gone;
    clearTimeout(timer);
  }

  kill(): void {
    this.#worker.process.kill('SIGKILL');
  }

  #end(code: number | null, signal: NodeJS.Signals | null): void {
    this.#isStopping = true;
    this.#ready.resolve(undefined);
    const served = this.#readySince === undefined ? undefined : performance.now() - this.#readySince;
    this.#gone.resolve({ code, signal, served });
  }
}

/** Returns an environment variable with which a worker loads all modules, even the first, from the compile cache. */
function compileCache(): Record<string, string> {
  const folder = getCompileCacheDir();
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
}
