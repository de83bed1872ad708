import type { Worker } from 'node:cluster';
import type { FromWorker, ToWorker } from './messages.ts';

interface Report {
  readonly worker: number;
  readonly report: unknown;
}

interface Pending {
  readonly reports: Report[];
  expected: number;
  readonly done: () => void;
}

/** Asks all workers for their metrics, this worker included. The primary process forwards the messages. */
export class PeerReports {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (message: ToWorker) => this.#receive(message));
  }

  /** Sends the result of `report` whenever a worker gathers reports. Sends nothing if `report` rejects. */
  onGather(report: () => Promise<unknown>): void {
    this.#worker.on('message', ({ reportFor: request }: ToWorker) => {
      if (request === undefined) return;
      report().then(
        (report) => this.#send({ reported: { ...request, report } }),
        () => {},
      );
    });
  }

  /** Resolves with the reports of all workers, or with the reports that arrive within `timeout` milliseconds. */
  async gather(timeout: number): Promise<readonly Report[]> {
    if (!this.#worker.isConnected()) return [];
    const id = ++this.#lastId;
    const { promise, resolve } = Promise.withResolvers<void>();
    const reports: Report[] = [];
    this.#pending.set(id, { reports, expected: Number.POSITIVE_INFINITY, done: resolve });
    const timer = setTimeout(resolve, timeout);
    this.#send({ gather: id });
    await promise;
    clearTimeout(timer);
    this.#pending.delete(id);
    return reports;
  }

  #receive({ gathering, delivered }: ToWorker): void {
    const pending = this.#pending.get((gathering ?? delivered)?.id ?? 0);
    if (pending === undefined) return;
    if (gathering !== undefined) pending.expected = gathering.expected;
    if (delivered !== undefined) pending.reports.push({ worker: delivered.worker, report: delivered.report });
    if (pending.reports.length >= pending.expected) pending.done();
  }

  /** Sends a message to the primary process. Drops the message if the primary process has ended. */
  #send(message: FromWorker): void {
    if (this.#worker.isConnected()) this.#worker.send(message, () => {});
  }
}
