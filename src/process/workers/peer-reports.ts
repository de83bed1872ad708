import type { Worker } from 'node:cluster';
import type { FromWorker, WorkerInbox } from './messages.ts';

interface Report {
  readonly worker: number;
  readonly report: unknown;
}

interface Pending {
  readonly reports: Report[];
  asked: number;
  readonly done: () => void;
}

/** How a worker gets a report of every worker, itself included, by way of the supervisor. */
export class PeerReports {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #questions = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (message: WorkerInbox) => this.#hear(message));
  }

  onGather(report: () => Promise<unknown>): void {
    this.#worker.on('message', ({ reportFor: request }: WorkerInbox) => {
      if (request === undefined) return;
      // Who cannot tell is left out, as is who does not answer.
      report().then(
        (report) => this.#say({ request, report }),
        () => {},
      );
    });
  }

  /** Resolves when all have reported, or after `patience` milliseconds with what there is. */
  async gather(patience: number): Promise<readonly Report[]> {
    if (!this.#worker.isConnected()) return [];
    const question = ++this.#questions;
    const { promise, resolve } = Promise.withResolvers<void>();
    const reports: Report[] = [];
    this.#pending.set(question, { reports, asked: Number.POSITIVE_INFINITY, done: resolve });
    const timer = setTimeout(resolve, patience);
    this.#say({ gather: question });
    await promise;
    clearTimeout(timer);
    this.#pending.delete(question);
    return reports;
  }

  #hear({ question, asked, worker, report }: WorkerInbox): void {
    const pending = this.#pending.get(question ?? 0);
    if (pending === undefined) return;
    if (asked !== undefined) pending.asked = asked;
    if (worker !== undefined) pending.reports.push({ worker, report });
    if (pending.reports.length >= pending.asked) pending.done();
  }

  /** If the supervisor is gone meanwhile, there is nobody to tell that. */
  #say(message: FromWorker): void {
    if (this.#worker.isConnected()) this.#worker.send(message, () => {});
  }
}
