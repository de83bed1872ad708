import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import type { HttpMetrics } from '../observability/http-metrics.ts';
import { errorReply, HttpError } from '../problem/problem.ts';
import { requestId } from './request-id.ts';
import { commonHeaders, sendRaw } from './send.ts';

/** How much a process takes on before it refuses. */
export interface LoadLimits {
  /**
   * How many requests are worked on at a time: as many as are answered in a fraction of a second. With more, all would be
   * answered later, and no more of them.
   */
  readonly inFlight: number;
  /** How many requests may wait to be worked on, and how long, in milliseconds. */
  readonly waiting: number;
  readonly wait: number;
}

const LOAD_LIMITS: LoadLimits = { inFlight: 384, waiting: 8_000, wait: TIMEOUTS.queue };

/** Probes and metrics are exempt from load shedding: they matter most when there is too much to do. */
export const EXEMPT_PATHS = new Set(['/livez', '/readyz', '/metrics', '/health']);

/** How often it is logged how many were refused, in milliseconds: a line for each would cost as much as the rest of it. */
const LOG_INTERVAL = 1_000;

/** One for all: to make an error takes longer than to send it. */
const BUSY = new HttpError('overloaded');

/** Counts the requests that are worked on, and refuses what is too much, early and cheaply. */
export class LoadShedder {
  readonly limits: LoadLimits;
  readonly #log: Logger;
  readonly #metrics: HttpMetrics;
  /** Requests whose body arrived when there was no room, in the order of arrival. */
  readonly #late = new Set<(leave: () => void) => void>();
  #inFlight = 0;
  #refused = 0;
  #onRoom = () => {};

  constructor(log: Logger, metrics: HttpMetrics, limits = LOAD_LIMITS) {
    this.#log = log;
    this.#metrics = metrics;
    this.limits = limits;
  }

  /** How many more requests may be taken on. */
  get room(): number {
    return this.limits.inFlight - this.#inFlight - this.#late.size;
  }

  /** Calls back whenever there is room again after there was none. */
  onRoom(callback: () => void): void {
    this.#onRoom = callback;
  }

  isExempt({ url }: IncomingMessage): boolean {
    return EXEMPT_PATHS.has(pathOf(url ?? ''));
  }

  /**
   * Refuses a request. What is still to come of it is not waited for.
   *
   * @param asProblem whether to answer in the form of RFC 9457
   */
  refuse(request: IncomingMessage, response: ServerResponse, asProblem: boolean): void {
    const id = requestId(request.headers);
    sendRaw(response, errorReply(BUSY, id, asProblem), commonHeaders({ state: { requestId: id } }));
    this.#count();
  }

  /**
   * Counts a request in, of which everything has arrived: a client that sends slowly is not counted meanwhile.
   *
   * @returns counts it out, once, however often it is called; a promise of that, if there is no room yet
   * @throws HttpError `overloaded` if too many wait, or it has waited too long
   */
  enter(request: IncomingMessage): (() => void) | Promise<() => void> {
    if (this.room > 0 || this.isExempt(request)) return this.#enter();
    return this.#wait();
  }

  #enter(): () => void {
    let isIn = true;
    this.#inFlight++;
    return () => {
      if (!isIn) return;
      isIn = false;
      this.#inFlight--;
      const [next] = this.#late;
      if (next !== undefined) {
        this.#late.delete(next);
        next(this.#enter());
      } else if (this.room === 1) this.#onRoom();
    };
  }

  /** Such a request was taken on when there was room, and its body has come since: it goes before those that wait in the queue. */
  async #wait(): Promise<() => void> {
    if (this.#late.size >= this.limits.waiting) return this.#reject();
    const { promise, resolve } = Promise.withResolvers<(() => void) | undefined>();
    this.#late.add(resolve);
    const timer = setTimeout(resolve, this.limits.wait, undefined);
    const leave = await promise;
    clearTimeout(timer);
    this.#late.delete(resolve);
    return leave ?? this.#reject();
  }

  #reject(): never {
    this.#count();
    throw BUSY;
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

/** The path in an address, also where the address is written with its host (RFC 9112 section 3.2.2). */
function pathOf(url: string): string {
  return /^(?:https?:\/\/[^/?]*)?([^?]*)/i.exec(url)?.[1] ?? '';
}
