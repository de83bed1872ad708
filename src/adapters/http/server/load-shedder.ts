import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import type { HttpMetrics } from '../observability/http-metrics.ts';
import { errorReply, HttpError } from '../problem/problem.ts';
import { requestId } from './request-id.ts';
import { commonHeaders, sendRaw } from './send.ts';

// The states of a request that the queue has handed to the service:
//
//   reading its body ──► in flight ──► done        if there is capacity, or its path is exempt
//          ├───────────► late ──► in flight        when another request is done; late requests go before queued ones
//          │              └─────► refused          after it has waited for `limits.wait` milliseconds
//          └───────────► refused                   if `limits.waiting` requests are already late
//
// A late request is one that finds no capacity when its body has arrived. A request counts as in flight only once its
// whole body has arrived, so slow senders take no capacity. Long polls and event streams take none either: they call
// `leave` early.

/** The load that a process accepts. */
export interface LoadLimits {
  /** The maximum number of requests in flight. More would add to the latency of all, but not to the throughput. */
  readonly inFlight: number;
  /** The maximum number of requests that wait for capacity. */
  readonly waiting: number;
  /** How long a request may wait for capacity, in milliseconds. */
  readonly wait: number;
}

const LOAD_LIMITS: LoadLimits = { inFlight: 384, waiting: 8_000, wait: TIMEOUTS.queue };

/** Probes and metrics are exempt from load shedding: operators need them most under overload. */
export const EXEMPT_PATHS = new Set(['/livez', '/readyz', '/metrics', '/health']);

/** The interval of the log lines that count refused requests, in milliseconds. A line per refusal would cost too much. */
const LOG_INTERVAL = 1_000;

/** One error object for all refused requests, because constructing an error takes longer than sending the reply. */
const OVERLOADED = new HttpError('overloaded');

type Leave = () => void;

type ReplyHeaders = Readonly<Record<string, string>>;

/** Counts the requests in flight, and refuses requests beyond the limits early and cheaply. */
export class LoadShedder {
  readonly limits: LoadLimits;
  readonly #log: Logger;
  readonly #metrics: HttpMetrics;
  /** The callbacks of requests that found no capacity when their body had arrived, in the order of arrival. */
  readonly #late = new Set<(leave: Leave) => void>();
  readonly #basePath: string;
  #inFlight = 0;
  #refused = 0;
  #onCapacity = () => {};

  /** @param basePath the path prefix of the service; probes are also served without the prefix */
  constructor(log: Logger, metrics: HttpMetrics, limits = LOAD_LIMITS, basePath = '') {
    this.#log = log;
    this.#metrics = metrics;
    this.limits = limits;
    this.#basePath = basePath;
  }

  /** The number of requests that can start now. */
  get capacity(): number {
    return this.limits.inFlight - this.#inFlight - this.#late.size;
  }

  /** Sets the callback that is called when there is capacity again. */
  onCapacity(callback: () => void): void {
    this.#onCapacity = callback;
  }

  isExempt({ url }: IncomingMessage): boolean {
    const path = pathOf(url ?? '');
    return EXEMPT_PATHS.has(path.startsWith(this.#basePath) ? path.slice(this.#basePath.length) : path);
  }

  /**
   * Answers a request with 503 without reading its body.
   *
   * @param asProblem true to send the error as problem details (RFC 9457)
   * @param headers additional headers of the reply
   */
  refuse(request: IncomingMessage, response: ServerResponse, asProblem: boolean, headers?: ReplyHeaders): void {
    const id = requestId(request.headers);
    const reply = errorReply(OVERLOADED, id, asProblem, this.#basePath);
    sendRaw(response, reply, commonHeaders({ state: { requestId: id, headers } }));
    this.#count();
  }

  /**
   * Counts a request as in flight. Returns no promise if there is capacity, because an `await` costs a microtask turn.
   *
   * @returns a function to call when the request is done, which then stops counting; further calls have no effect
   * @throws HttpError `overloaded` if too many requests wait for capacity, or this request has waited too long
   */
  enter(request: IncomingMessage): Leave | Promise<Leave> {
    if (this.capacity > 0 || this.isExempt(request)) return this.#enter();
    return this.#wait();
  }

  #enter(): Leave {
    let isInFlight = true;
    this.#inFlight++;
    return () => {
      if (!isInFlight) return;
      isInFlight = false;
      this.#inFlight--;
      const [next] = this.#late;
      if (next !== undefined) {
        this.#late.delete(next);
        next(this.#enter());
      } else if (this.capacity === 1) this.#onCapacity();
    };
  }

  async #wait(): Promise<Leave> {
    if (this.#late.size >= this.limits.waiting) return this.#reject();
    const { promise, resolve } = Promise.withResolvers<Leave | undefined>();
    this.#late.add(resolve);
    const timer = setTimeout(resolve, this.limits.wait, undefined);
    const leave = await promise;
    clearTimeout(timer);
    this.#late.delete(resolve);
    return leave ?? this.#reject();
  }

  #reject(): never {
    this.#count();
    throw OVERLOADED;
  }

  #count(): void {
    this.#metrics.shed();
    if (this.#refused++ > 0) return;
    setTimeout(() => {
      this.#log.warn({ requests: this.#refused }, 'too busy: refused');
      this.#refused = 0;
    }, LOG_INTERVAL).unref();
  }
}

/** Returns the path of a URL in origin form or in absolute form (RFC 9112 section 3.2). */
function pathOf(url: string): string {
  return /^(?:https?:\/\/[^/?]*)?([^?]*)/i.exec(url)?.[1] ?? '';
}
