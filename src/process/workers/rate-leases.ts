import type { Worker } from 'node:cluster';
import type { Ask, Lender } from '../../adapters/limits/leasing-rate-limiter.ts';
import type { Grant } from '../../adapters/limits/window-counter.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/** The maximum time to wait for an answer of the primary process, in milliseconds. */
const TIMEOUT = 1_000;

/** Leases parts of rate limits' quotas from the primary process, which counts the requests of all workers. */
export class RateLeases {
  readonly #worker: Worker;
  readonly #timeout: number;
  readonly #pending = new Map<number, (grants: readonly Grant[]) => void>();
  #lastId = 0;

  /** @param timeout the maximum time to wait for an answer of the primary process, in milliseconds */
  constructor(worker: Worker, timeout = TIMEOUT) {
    this.#worker = worker;
    this.#timeout = timeout;
    worker.on('message', ({ leased }: ToWorker) => {
      if (leased !== undefined) this.#pending.get(leased.id)?.(leased.grants);
    });
  }

  /** The number of requests to the primary process that wait for an answer. */
  get waiting(): number {
    return this.#pending.size;
  }

  /** Returns a lender, which leases parts of the quotas of one rate limit. */
  of(limit: string): Lender {
    return {
      lease: (asks: readonly Ask[]) => {
        const id = ++this.#lastId;
        const { promise, resolve } = Promise.withResolvers<readonly Grant[] | undefined>();
        const settle = (grants?: readonly Grant[]) => {
          clearTimeout(timer);
          this.#pending.delete(id);
          resolve(grants);
        };
        const timer = setTimeout(settle, this.#timeout);
        this.#pending.set(id, settle);
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
