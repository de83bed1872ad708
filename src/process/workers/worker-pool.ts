import type { Logger } from 'pino';
import { relay } from './relay.ts';
import { type WorkerExit, WorkerProcess } from './worker-process.ts';
import { WorkerSlot } from './worker-slot.ts';

/** All workers, and what is done with them as a whole. */
export class WorkerPool {
  readonly #log: Logger;
  readonly #delay: number;
  readonly #onFatalExit: (code: number) => void;
  readonly #slots: WorkerSlot[] = [];
  readonly #workers = new Set<WorkerProcess>();
  readonly #stopping = new AbortController();
  readonly #ready = Promise.withResolvers<string>();
  #restarting: Promise<void> = Promise.resolve();

  /**
   * @param delay how long workers go on serving after they were told to stop, in milliseconds
   * @param onFatalExit is called with an exit status when no worker serves and none can, however often it is tried
   */
  constructor(log: Logger, delay: number, onFatalExit: (code: number) => void) {
    this.#log = log;
    this.#delay = delay;
    this.#onFatalExit = onFatalExit;
  }

  /**
   * Starts one worker and, once that one is ready, the others: what cannot work at all is tried, and told, once.
   * Resolves with the address when the first is ready.
   */
  async start(count: number): Promise<string> {
    this.#addSlot();
    const address = await this.#ready.promise;
    while (this.#slots.length < count && !this.#stopping.signal.aborted) this.#addSlot();
    return address;
  }

  /** Replaces every worker by a new one, one after the other, each only when the new one is ready. */
  rollingRestart(): void {
    this.#restarting = this.#restarting.then(() => this.#replaceAll());
  }

  /** Lets everything that was begun end, and resolves when all workers are gone. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#workers].map((worker) => worker.stop(this.#delay)));
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
    void slot.superviseUntil(this.#stopping.signal, (exit) => this.#onEnd(exit));
  }

  #startWorker(number: number): WorkerProcess {
    const worker = new WorkerProcess(number, this.#serves, (from, message) => relay([...this.#workers], from, message));
    this.#workers.add(worker);
    void worker.gone.then(() => this.#workers.delete(worker));
    void worker.ready.then((address) => {
      if (address !== undefined) this.#ready.resolve(address);
    });
    return worker;
  }

  #onEnd({ code, served }: WorkerExit): void {
    if (served === undefined && !this.#serves && isFatalExit(code)) this.#onFatalExit(code);
  }

  async #replaceAll(): Promise<void> {
    this.#log.info('replacing all workers');
    for (const slot of this.#slots) {
      const renewed = await slot.rollingRestart();
      if (this.#stopping.signal.aborted) return;
      if (!renewed) return this.#log.error('a new worker did not become ready: those that are left stay');
    }
    this.#log.info('all workers are replaced');
  }
}

/** Whether another try would end the same: unavailable, in use, misconfigured (https://man.openbsd.org/sysexits.3). */
function isFatalExit(code: number | null): code is number {
  return code === 69 || code === 75 || code === 78;
}
