import cluster, { type Worker } from 'node:cluster';
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { TIMEOUTS } from '../timeouts.ts';
import { V8_FLAGS } from '../v8-flags.ts';
import { type FromWorker, JOIN, type ToWorker } from './messages.ts';

/** How a worker ended. */
export interface WorkerExit {
  /** Neither this nor a signal: it could not be started. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** For how many milliseconds it had answered requests; nothing if it never did. */
  readonly served: number | undefined;
}

/** A worker, as its supervisor sees it. */
export class WorkerProcess {
  readonly pid: number | undefined;
  /** Of its slot, and so of the one that replaces it. */
  readonly number: number;
  readonly #worker: Worker;
  readonly #ready = Promise.withResolvers<string | undefined>();
  readonly #gone = Promise.withResolvers<WorkerExit>();
  #readySince: number | undefined;
  #over = false;

  /**
   * @param joins whether others serve already
   * @param onMessage hears what it says to other workers
   */
  constructor(number: number, joins: boolean, onMessage: (from: WorkerProcess, message: FromWorker) => void) {
    this.number = number;
    cluster.setupPrimary({ execArgv: [...process.execArgv, ...V8_FLAGS], args: joins ? [JOIN] : [] });
    this.#worker = cluster.fork(compileCache());
    this.pid = this.#worker.process.pid;
    this.#worker.on('message', (message: FromWorker) => {
      const { ready: address } = message;
      if (address === undefined) return onMessage(this, message);
      this.#readySince = performance.now();
      this.#ready.resolve(address);
    });
    this.#worker.on('exit', (code, signal) => this.#end(code, signal as NodeJS.Signals | null));
    this.#worker.on('error', () => {
      // Else nothing can be sent to it, as it is about to be gone.
      if (this.pid === undefined) this.#end(null, null);
    });
  }

  /** Resolves with the address when it answers requests, or with nothing if it ended before. */
  get ready(): Promise<string | undefined> {
    return this.#ready.promise;
  }

  get gone(): Promise<WorkerExit> {
    return this.#gone.promise;
  }

  /** Whether it answers requests, and has not been told to stop. */
  get serves(): boolean {
    return this.#readySince !== undefined && !this.#over;
  }

  /** Whether something can be said to it that it will answer. */
  get hears(): boolean {
    return this.#readySince !== undefined && this.#worker.isConnected();
  }

  say(message: ToWorker): void {
    if (this.#worker.isConnected()) this.#worker.send(message, () => {});
  }

  /**
   * Lets it end what was begun, and resolves when it is gone.
   *
   * @param delay how long it goes on serving before that, in milliseconds
   */
  stop(delay: number): Promise<void> {
    this.#over = true;
    this.#worker.process.kill('SIGTERM');
    return this.#goneWithin(delay + TIMEOUTS.worker);
  }

  /** As {@link stop}, without delay, for there is another in its slot. */
  retire(): Promise<void> {
    this.#over = true;
    this.say({ retire: true });
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
    this.#over = true;
    this.#ready.resolve(undefined);
    const served = this.#readySince === undefined ? undefined : performance.now() - this.#readySince;
    this.#gone.resolve({ code, signal, served });
  }
}

/** With this a worker finds even its first file compiled, and keeps no compiler of TypeScript in its memory. */
function compileCache(): Record<string, string> {
  const folder = getCompileCacheDir();
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
}
