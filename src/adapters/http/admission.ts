import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { HttpMetrics } from './metrics.ts';
import { errorReply, HttpError } from './problem.ts';
import { requestId } from './request-id.ts';
import { sendBelowKoa, standingHeaders } from './send.ts';

/**
 * How many requests are worked on at a time. As many as are answered in a fraction of a second: with more, all would be
 * answered later, and no more of them.
 */
const MAX_WORKING = 2_000;

/** Who asks how it goes is told so above all when it goes badly. */
const NEVER_REFUSED = new Set(['/livez', '/readyz', '/metrics', '/health']);

/** How often it is logged how many were refused, in milliseconds: a line for each would cost as much as the rest of it. */
const LOG_INTERVAL = 1_000;

/** One for all: to make an error takes longer than to send it. */
const BUSY = new HttpError('overloaded');

/** Lets so many requests in as can be answered soon, and refuses the others early and cheaply. */
export class Admission {
  readonly #log: Logger;
  readonly #metrics: HttpMetrics;
  readonly #places: number;
  #working = 0;
  #refused = 0;

  constructor(log: Logger, metrics: HttpMetrics, places = MAX_WORKING) {
    this.#log = log;
    this.#metrics = metrics;
    this.#places = places;
  }

  /** Whether a request is to be refused before anything of it is looked at. */
  refuses({ url }: IncomingMessage): boolean {
    return this.#isFull && !NEVER_REFUSED.has(pathOf(url ?? ''));
  }

  /**
   * Refuses a request. What is still to come of it is not waited for.
   *
   * @param asProblem whether to answer in the form of RFC 9457
   */
  refuse(request: IncomingMessage, response: ServerResponse, asProblem: boolean): void {
    const id = requestId(request.headers);
    sendBelowKoa(response, errorReply(BUSY, id, asProblem), standingHeaders({ state: { requestId: id } }));
    this.#count();
  }

  /**
   * Takes a place for a request of which everything has arrived: whoever sends slowly shall not hold one meanwhile.
   *
   * @returns gives it back, once, however often it is called
   * @throws HttpError if there is none left
   */
  enter(request: IncomingMessage): () => void {
    if (this.refuses(request)) {
      this.#count();
      throw BUSY;
    }
    let isIn = true;
    this.#working++;
    return () => {
      if (isIn) this.#working--;
      isIn = false;
    };
  }

  get #isFull(): boolean {
    return this.#working >= this.#places;
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

/** What an address names, whatever it asks for there, and also where it is written out with its host (RFC 9112 section 3.2.2). */
function pathOf(url: string): string {
  return /^(?:https?:\/\/[^/?]*)?([^?]*)/i.exec(url)?.[1] ?? '';
}
