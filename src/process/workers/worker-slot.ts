import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { WorkerExit, WorkerProcess } from './worker-process.ts';

/** How long until who has ended is replaced, in milliseconds: twice as long each time, until one has served a while. */
const WAIT = { first: 100, longest: 5_000, forgottenAfter: 10_000 };

/** Where one worker is at work, and another whenever that one ends. */
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
   * Replaces whatever ends, until `stopping` is aborted.
   *
   * @param onEnd hears of every worker that ends unbidden, before it is replaced
   */
  async superviseUntil(stopping: AbortSignal, onEnd: (exit: WorkerExit) => void): Promise<void> {
    for (let wait = WAIT.first; ; ) {
      const worker = this.#worker;
      const exit = await worker.gone;
      if (stopping.aborted) return;
      // It has been renewed.
      if (worker !== this.#worker) continue;
      onEnd(exit);
      if ((exit.served ?? 0) > WAIT.forgottenAfter) wait = WAIT.first;
      const { code, signal } = exit;
      this.#log.warn({ worker: worker.pid, code, signal, wait }, 'a worker has ended and will be replaced');
      await delay(wait, undefined, { signal: stopping }).catch(() => {});
      wait = Math.min(2 * wait, WAIT.longest);
      if (stopping.aborted) return;
      if (worker === this.#worker) this.#worker = this.#start();
    }
  }

  /** Lets another worker take over, and resolves when the one before is gone; with `false` if the other one cannot. */
  async rollingRestart(): Promise<boolean> {
    const next = this.#start();
    if ((await next.ready) === undefined) return false;
    const before = this.#worker;
    this.#worker = next;
    await before.retire();
    return true;
  }
}
