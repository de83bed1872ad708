import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** What is asked, by how many, and for how long. */
export interface FloodPlan {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second, whether or not there are answers; without it, each connection asks as soon as it is answered. */
  readonly rate?: number;
}

/** What came of it; times in milliseconds, counted from when a request was sent. */
export interface FloodReport {
  /** How many were due, and how many of these found a connection that was free. */
  readonly due: number;
  readonly sent: number;
  /** How many answers had each status; 0 stands for none at all. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Of what was refused. */
  readonly refusedP50: number;
  /** Answers of 400 and above that do not say why. */
  readonly silent: number;
}

/** Many clients, as a process of its own, so that what they take of the processor is not taken from who watches. */
export class Flood {
  readonly #process: ChildProcess = fork(new URL('flood-process.ts', import.meta.url));

  async run(plan: FloodPlan): Promise<FloodReport> {
    const reported = once(this.#process, 'message');
    this.#process.send(plan);
    const [report] = await reported;
    return report as FloodReport;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = once(this.#process, 'exit');
    this.#process.disconnect();
    await gone;
  }
}
