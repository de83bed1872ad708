import type { Logger } from 'pino';
import type { RateLedger } from './rate-ledger.ts';
import { relay } from './relay.ts';
import { type WorkerExit, WorkerProcess } from './worker-process.ts';
import { WorkerSlot } from './worker-slot.ts';

/** The worker processes. The primary process starts, replaces and stops them. */
export class WorkerPool {
  readonly #log: Logger;
  readonly #stopDelay: number;
  readonly #rates: RateLedger;
  readonly #onFatalExit: (code: number) => void;
  readonly #slots: WorkerSlot[] = [];
  readonly #workers = new Set<WorkerProcess>();
  readonly #stopping = new AbortController();
  readonly #ready = Promise.withResolvers<string>();
  #restarting: Promise<void> = Promise.resolve();

  /**
   * @param stopDelay the time for which workers still serve requests after they are told to stop, in milliseconds
   * @param rates counts the rate-limited requests of all workers
   * @param onFatalExit is called with the exit code of a worker if no worker serves, and a new worker would fail too
   */
  constructor(log: Logger, stopDelay: number, rates: RateLedger, onFatalExit: (code: number) => void) {
    this.#log = log;
    this.#stopDelay = stopDelay;
    this.#rates = rates;
    this.#onFatalExit = onFatalExit;
  }

  /**
   * Starts one worker, and the other workers when the first worker is ready, so that a wrong configuration is reported
   * only once. Resolves with the address when the first worker is ready.
   */
  async start(count: number): Promise<string> {
    this.#addSlot();
    const address = await this.#ready.promise;
    while (this.#slots.length < count && !this.#stopping.signal.aborted) this.#addSlot();
    return address;
  }

  /** Replaces one worker after the other. A worker stops when the worker that replaces it is ready. */
  rollingRestart(): void {
    this.#restarting = this.#restarting.then(() => this.#replaceAll());
  }

  /** Drains all workers. Resolves when all of them have exited. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#workers].map((worker) => worker.stop(this.#stopDelay)));
  }

  kill(): void {
    for (const worker of this.#workers) worker.kill();
  }

  get #serves(): boolean {
    return [...this.#workers].some(({ serves }) => serves);
  }

  #addSlot(): void {
    const number = this.#slots.length + 1;
    const slot = new WorkerSlot(() => this.#startWorker(number), this.#log);
    this.#slots.push(slot);
    void slot.superviseUntil(this.#stopping.signal, (exit) => this.#onExit(exit));
  }

  #startWorker(number: number): WorkerProcess {
    const worker = new WorkerProcess(number, this.#serves, (from, message) => {
      relay([...this.#workers], from, message);
      this.#rates.receive(from, message);
    });
    this.#workers.add(worker);
    void worker.gone.then(() => this.#workers.delete(worker));
    void worker.ready.then((address) => {
      if (address !== undefined) this.#ready.resolve(address);
    });
    return worker;
  }

  #onExit({ code, served }: WorkerExit): void {
    if (served === undefined && !this.#serves && isFatalExit(code)) this.#onFatalExit(code);
  }

  async #replaceAll(): Promise<void> {
    this.#log.info('replacing all workers');
    for (const slot of this.#slots) {
      const isReplaced = await slot.rollingRestart();
      if (this.#stopping.signal.aborted) return;
      if (!isReplaced) return this.#log.error('a new worker did not become ready: the remaining workers stay');
    }
    this.#log.info('all workers are replaced');
  }
}

/**
 * Returns whether an exit code means that a new worker would fail too. These codes are EX_UNAVAILABLE, EX_TEMPFAIL and
 * EX_CONFIG of sysexits.
 */
function isFatalExit(code: number | null): code is number {
  return code === 69 || code === 75 || code === 78;
}
