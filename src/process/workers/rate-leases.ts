import type { Worker } from 'node:cluster';
import type { Ask, Lender } from '../../adapters/limits/leasing-rate-limiter.ts';
import type { Grant } from '../../adapters/limits/window-counter.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/** Leases portions of quotas from the primary process. */
export class RateLeases {
  readonly #worker: Worker;
  readonly #pending = new Map<number, (grants: readonly Grant[]) => void>();
  #lastId = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', ({ leased }: ToWorker) => {
      if (leased === undefined) return;
      this.#pending.get(leased.id)?.(leased.grants);
      this.#pending.delete(leased.id);
    });
  }

  /** Returns the lender of a limit. If the primary process is gone, it never answers. */
  of(limit: string): Lender {
    return {
      lease: (asks: readonly Ask[]) => {
        const id = ++this.#lastId;
        const { promise, resolve } = Promise.withResolvers<readonly Grant[]>();
        this.#pending.set(id, resolve);
        this.#send({ lease: { limit, id, asks } });
        return promise;
      },
      giveBack: (key: string) => this.#send({ giveBack: { limit, key } }),
    };
  }

  #send(message: FromWorker): void {
    if (this.#worker.isConnected()) this.#worker.send(message, () => {});
  }
}
