import { randomUUID } from 'node:crypto';
import { percentile } from '../../support/statistics.ts';
import type { Environment } from '../environment/environment.ts';
import type { CallResult } from './caller.ts';

/** The result of a request, and the time when the request was sent, by `performance.now()`. */
export interface TimedResult extends CallResult {
  readonly sentAt: number;
}

/** Ordinary clients, each with its own user, that alternate between creating a task and listing tasks. */
export class BackgroundLoad {
  readonly results: TimedResult[] = [];
  #isGoing = true;
  readonly #clients: Promise<unknown>;

  constructor({ caller }: Environment, clients: number) {
    const runClient = async () => {
      const tasks = `/api/${randomUUID()}/tasks`;
      for (let turn = 0; this.#isGoing; turn++) {
        const call =
          turn % 2 === 0 ? { method: 'POST', path: tasks, body: { title: 'x' } } : { path: `${tasks}?limit=10` };
        const sentAt = performance.now();
        this.results.push({ sentAt, ...(await caller.call(call)) });
        if (this.results.at(-1)?.status === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    this.#clients = Promise.all(Array.from({ length: clients }, runClient));
  }

  /** Returns the results of the requests sent between two times of `performance.now()`. */
  between(from: number, to: number): TimedResult[] {
    return this.results.filter(({ sentAt }) => sentAt >= from && sentAt < to);
  }

  async stop(): Promise<void> {
    this.#isGoing = false;
    await this.#clients;
  }
}

/** Returns a percentile of the latencies of successful requests, in milliseconds. */
export function latency(results: readonly CallResult[], percent: number): number {
  const times = results.filter(({ status }) => status >= 200 && status < 300).map(({ took }) => took);
  return percentile(Float64Array.from(times).sort(), percent);
}
