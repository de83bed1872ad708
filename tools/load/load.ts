import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Place } from './operations.ts';
import type { Weights } from './request-mix.ts';

/** What is asked of a server, how often and for how long. */
export interface Order {
  readonly url: string;
  readonly weights: Weights;
  readonly place: Place;
  /** What all chance comes from: with the same, the same is asked. */
  readonly salt: number;
  readonly seconds: number;
  readonly connections: number;
  /** Requests a second; without it, each connection asks as soon as it is answered. */
  readonly rate?: number;
}

/** What came of it; times in milliseconds. */
export interface LoadReport {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly errors: number;
  /** The first few errors, in words. */
  readonly mistakes: readonly string[];
}

/** The process that asks. */
export class Load {
  readonly #process: ChildProcess;
  readonly #gone: Promise<undefined>;

  constructor() {
    this.#process = fork(new URL('load-process.ts', import.meta.url));
    this.#gone = once(this.#process, 'exit').then(() => undefined);
  }

  /** @throws Error if any answer is not as it must be: what was measured then means nothing */
  async run(order: Order): Promise<LoadReport> {
    this.#process.send(order);
    const [report] = ((await Promise.race([once(this.#process, 'message'), this.#gone])) ?? []) as [LoadReport?];
    if (report === undefined) throw new Error('The process that asks has ended.');
    if (report.errors === 0) return report;
    const details = report.mistakes.map((mistake) => `  ${mistake}`).join('\n');
    throw new Error(`${report.errors} of ${report.requests} answers are not as they must be:\n${details}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.connected) this.#process.disconnect();
    await this.#gone;
  }
}
