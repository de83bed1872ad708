import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A load of requests that create tasks: the number of connections, the duration and the rate. */
export interface FloodPlan {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second in an open loop. If undefined, each connection sends its next request after a response. */
  readonly rate?: number;
}

/** The result of a load plan; times are in milliseconds from sending a request to its response. */
export interface FloodReport {
  /** The number of requests that the rate asks for. Fewer are sent if no connection is idle when a request is due. */
  readonly due: number;
  readonly sent: number;
  /** The number of responses by status; status 0 counts requests without a response. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** The median latency of responses with a status of 300 or above. */
  readonly refusedP50: number;
  /** The number of responses with a status of 300 or above whose body has no `detail`. */
  readonly withoutDetail: number;
}

/** A load generator. It runs in a child process, so that the parent's event loop stays free for measurements. */
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
