import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** How many connections send creates, for how long, and at which rate. */
export interface FloodPlan {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second in an open loop; without it, the loop is closed. */
  readonly rate?: number;
}

/** The result of a flood; times in milliseconds from when a request was sent. */
export interface FloodReport {
  /** The number of requests that were due, and of those that found an idle connection. */
  readonly due: number;
  readonly sent: number;
  /** The number of replies by status; 0 stands for no reply. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** The median time of replies of 300 and above. */
  readonly refusedP50: number;
  /** The number of such replies without a `detail`. */
  readonly withoutDetail: number;
}

/** Many clients in a child process, which leaves the event loop of this one free for measurements. */
export class Flood {
  readonly #process: ChildProcess = fork(new URL('flood-process.ts', import.meta.url));

  async run(plan: FloodPlan): Promise<FloodReport> {
    const reported = once(this.#process, 'message');
    this.#process.send(plan);
    const [report] = await reported;
    return report as FloodReport;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#process, 'exit');
    this.#process.disconnect();
    await exited;
  }
}
