import { type Policy, WindowCounter } from '../../adapters/limits/window-counter.ts';
import type { FromWorker } from './messages.ts';
import type { WorkerProcess } from './worker-process.ts';

/** Counts the rate-limited requests of all workers, in the primary process. */
export class RateLedger {
  readonly #counters: ReadonlyMap<string, WindowCounter>;

  constructor(policies: Readonly<Record<string, Policy>>) {
    this.#counters = new Map(Object.entries(policies).map(([name, policy]) => [name, new WindowCounter(policy)]));
  }

  /** Handles a message of a worker that leases parts of quotas, or returns a request to a quota. */
  receive(from: WorkerProcess, { lease, giveBack }: FromWorker): void {
    if (giveBack !== undefined) this.#counters.get(giveBack.limit)?.giveBack(giveBack.key);
    if (lease === undefined) return;
    const counter = this.#counters.get(lease.limit);
    const grants = lease.asks.map(([key, wanted]) => counter?.take(key, wanted)).filter((grant) => grant !== undefined);
    from.send({ leased: { id: lease.id, grants } });
  }
}
