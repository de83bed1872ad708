import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { WorkerExit, WorkerProcess } from './worker-process.ts';

//   ┌────────────── backoff over ──────────────┐
//   ▼                                          │
// occupied ──────── worker exits ────────▶ backing off
//   │  ▲                                       │
//   │  └─── new worker is ready, or exits ─┐   │
//   └───────── rollingRestart() ───────▶ replacing
//
// replacing   The slot starts a new worker. When the new worker is ready, it takes the slot, and the old worker stops.
//             If the new worker exits before, the slot keeps the old worker. A slot in backoff can be replaced too.

/** The time before an exited worker is replaced, in ms. It doubles until a worker has served for `resetAfter`. */
const BACKOFF = { first: 100, max: 5_000, resetAfter: 10_000 };

/** The place of one worker in the pool. When the worker exits or retires, a new worker takes its place. */
export class WorkerSlot {
  readonly #start: () => WorkerProcess;
  readonly #log: Logger;
  #worker: WorkerProcess;

  constructor(start: () => WorkerProcess, log: Logger) {
    this.#start = start;
    this.#log = log;
    this.#worker = start();
  }

  /**
   * Replaces every worker that exits, until `stopping` is aborted.
   *
   * @param onExit is called for each worker that has exited, before a new worker is started
   */
  async superviseUntil(stopping: AbortSignal, onExit: (exit: WorkerExit) => void): Promise<void> {
    for (let backoff = BACKOFF.first; ; ) {
      const worker = this.#worker;
      const exit = await worker.gone;
      if (stopping.aborted) return;
      // If the worker has changed, a rolling restart has already replaced the worker that has exited.
      if (worker !== this.#worker) continue;
      onExit(exit);
      if ((exit.served ?? 0) > BACKOFF.resetAfter) backoff = BACKOFF.first;
      const { code, signal } = exit;
      this.#log.warn({ worker: worker.pid, code, signal, wait: backoff }, 'a worker has ended and will be replaced');
      await delay(backoff, undefined, { signal: stopping }).catch(() => {});
      backoff = Math.min(2 * backoff, BACKOFF.max);
      if (stopping.aborted) return;
      if (worker === this.#worker) this.#worker = this.#start();
    }
  }

  /** Replaces the worker. Resolves with `true` when this is done, or with `false` if the new worker does not start. */
  async rollingRestart(): Promise<boolean> {
    const next = this.#start();
    if ((await next.ready) === undefined) return false;
    const old = this.#worker;
    this.#worker = next;
    await old.retire();
    return true;
  }
}
