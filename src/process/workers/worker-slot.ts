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
// replacing   The slot starts a new worker. When the new worker is ready, it takes the slot, and the old one retires. If
//             the new worker exits first, the slot keeps the old one. A slot in backoff can be replaced, too.

/** The backoff before a replacement, in milliseconds. It doubles until a worker has served for `resetAfter`. */
const BACKOFF = { first: 100, max: 5_000, resetAfter: 10_000 };

/** The place of one worker in the pool. A new worker takes it when the old one exits or retires. */
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
      // A rolling restart has already replaced this worker.
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

  /** Resolves with `true` when a new worker has replaced the old one, or with `false` if the new one exits first. */
  async rollingRestart(): Promise<boolean> {
    const next = this.#start();
    if ((await next.ready) === undefined) return false;
    const old = this.#worker;
    this.#worker = next;
    await old.retire();
    return true;
  }
}
