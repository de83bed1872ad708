import { randomUUID } from 'node:crypto';
import { percentile } from '../../support/statistics.ts';
import type { Environment } from '../environment/environment.ts';
import type { CallResult } from './caller.ts';

/** What a client was answered, and when it had asked, by `performance.now()`. */
export interface TimedResult extends CallResult {
  readonly asked: number;
}

/** What everybody does: clients, each a user of its own, who in turn create a task and list what they have. */
export class BackgroundLoad {
  readonly results: TimedResult[] = [];
  #isGoing = true;
  readonly #clients: Promise<unknown>;

  constructor({ caller }: Environment, clients: number) {
    const live = async () => {
      const tasks = `/api/${randomUUID()}/tasks`;
      for (let turn = 0; this.#isGoing; turn++) {
        const call =
          turn % 2 === 0 ? { method: 'POST', path: tasks, body: { title: 'x' } } : { path: `${tasks}?limit=10` };
        const asked = performance.now();
        this.results.push({ asked, ...(await caller.call(call)) });
        if (this.results.at(-1)?.status === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    this.#clients = Promise.all(Array.from({ length: clients }, live));
  }

  /** What was asked between these two moments. */
  between(from: number, to: number): TimedResult[] {
    return this.results.filter(({ asked }) => asked >= from && asked < to);
  }

  async stop(): Promise<void> {
    this.#isGoing = false;
    await this.#clients;
  }
}

/** What so many percent of the successes did not exceed, in milliseconds. */
export function latency(results: readonly CallResult[], percent: number): number {
  const times = results.filter(({ status }) => status >= 200 && status < 300).map(({ took }) => took);
  return percentile(Float64Array.from(times).sort(), percent);
}
