import type { Logger } from 'pino';
import { Place } from './place.ts';
import { relay } from './relay.ts';
import { type Ending, WorkerProcess } from './worker-process.ts';

/** All workers, and what is done with them as a whole. */
export class Crew {
  readonly #log: Logger;
  readonly #delay: number;
  readonly #onHopeless: (code: number) => void;
  readonly #places: Place[] = [];
  readonly #workers = new Set<WorkerProcess>();
  readonly #stopping = new AbortController();
  readonly #ready = Promise.withResolvers<string>();
  #renewal: Promise<void> = Promise.resolve();

  /**
   * @param delay how long workers go on serving after they were told to stop, in milliseconds
   * @param onHopeless is called with an exit status when no worker serves and none can, however often it is tried
   */
  constructor(log: Logger, delay: number, onHopeless: (code: number) => void) {
    this.#log = log;
    this.#delay = delay;
    this.#onHopeless = onHopeless;
  }

  /**
   * Starts one worker and, once that one is ready, the others: what cannot work at all is tried, and told, once.
   * Resolves with the address when the first is ready.
   */
  async start(count: number): Promise<string> {
    this.#addPlace();
    const address = await this.#ready.promise;
    while (this.#places.length < count && !this.#stopping.signal.aborted) this.#addPlace();
    return address;
  }

  /** Replaces every worker by a new one, one after the other, each only when the new one is ready. */
  renew(): void {
    this.#renewal = this.#renewal.then(() => this.#renewAll());
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

  #addPlace(): void {
    const number = this.#places.length + 1;
    const place = new Place(() => this.#startWorker(number), this.#log);
    this.#places.push(place);
    void place.keep(this.#stopping.signal, (ending) => this.#onEnd(ending));
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

  #onEnd({ code, served }: Ending): void {
    if (served === undefined && !this.#serves && isHopeless(code)) this.#onHopeless(code);
  }

  async #renewAll(): Promise<void> {
    this.#log.info('replacing all workers');
    for (const place of this.#places) {
      const renewed = await place.renew();
      if (this.#stopping.signal.aborted) return;
      if (!renewed) return this.#log.error('a new worker did not become ready: those that are left stay');
    }
    this.#log.info('all workers are replaced');
  }
}

/** Whether another try would end the same: unavailable, in use, misconfigured (https://man.openbsd.org/sysexits.3). */
function isHopeless(code: number | null): code is number {
  return code === 69 || code === 75 || code === 78;
}
