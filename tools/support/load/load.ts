import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { RequestTarget } from './requests/operations.ts';
import type { Weights } from './requests/request-mix.ts';

/** A load to generate: the server, the mix of requests, the rate and the duration. */
export interface LoadPlan {
  readonly url: string;
  readonly weights: Weights;
  readonly target: RequestTarget;
  /** The seed of the random requests. The same seed gives the same requests. */
  readonly salt: number;
  readonly seconds: number;
  readonly connections: number;
  /** Requests a second in an open loop. If undefined, each connection sends its next request after a response. */
  readonly rate?: number;
}

/** The result of a load plan; latencies are in milliseconds. */
export interface LoadReport {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly errors: number;
  /** Descriptions of the first errors. */
  readonly mistakes: readonly string[];
}

/** The load generator: a child process that runs load plans. */
export class Load {
  readonly #process: ChildProcess;
  readonly #exited: Promise<undefined>;

  constructor() {
    this.#process = fork(new URL('load-process.ts', import.meta.url));
    this.#exited = once(this.#process, 'exit').then(() => undefined);
  }

  /** The process id of the load generator; undefined if it could not be started. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Runs a load plan. @throws Error if any response is wrong, because the measurement is then meaningless */
  async run(plan: LoadPlan): Promise<LoadReport> {
    this.#process.send(plan);
    const [report] = ((await Promise.race([once(this.#process, 'message'), this.#exited])) ?? []) as [LoadReport?];
    if (report === undefined) throw new Error('The load generator has exited before its report.');
    if (report.errors === 0) return report;
    const details = report.mistakes.map((mistake) => `  ${mistake}`).join('\n');
    throw new Error(`${report.errors} of ${report.requests} answers are wrong:\n${details}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.connected) this.#process.disconnect();
    await this.#exited;
  }
}
