import { randomUUID } from 'node:crypto';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ReplyChecker } from '../checks/reply-checker.ts';

export interface Call {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** The result of one HTTP request. */
export interface CallResult {
  /** The HTTP status; 0 if no response came. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The time from sending the request to the end of the response, or to the failure, in milliseconds. */
  readonly took: number;
  /** The reason why no response came, if `status` is 0. */
  readonly error?: string;
  /** Set if `status` is 0: true if the request was sent on a keep-alive connection that had been used before. */
  readonly isReused?: boolean;
}

/** An HTTP client with keep-alive that never throws: it returns a failure as a result with status 0. */
export class Caller {
  readonly #url: () => string;
  readonly #checker: ReplyChecker | undefined;
  readonly #agent = new Agent({ keepAlive: true });

  /** @param checker checks every response */
  constructor(url: () => string, checker?: ReplyChecker) {
    this.#url = url;
    this.#checker = checker;
  }

  /** Sends a request once, without retries. */
  async call({ method = 'GET', path, headers = {}, body }: Call, timeoutMs = 30_000): Promise<CallResult> {
    const sent = performance.now();
    const bytes = body === undefined ? undefined : JSON.stringify(body);
    const own =
      bytes === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(bytes) };
    const outgoing = request(this.#url() + path, { method, agent: this.#agent, headers: { ...own, ...headers } });
    const { promise, resolve } = Promise.withResolvers<CallResult>();
    const fail = (error: NodeJS.ErrnoException) => {
      const isReused = outgoing.reusedSocket;
      const took = performance.now() - sent;
      resolve({ status: 0, headers: {}, text: '', took, error: error.code ?? error.message, isReused });
    };
    const timer = setTimeout(() => outgoing.destroy(new Error('no reply before the timeout')), timeoutMs);
    outgoing.on('error', fail);
    outgoing.on('response', (incoming) => {
      text(incoming).then((text) => {
        const { statusCode: status = 0, headers } = incoming;
        const received = performance.now();
        this.#checker?.check({ what: `${method} ${path}`, status, text, sent, received });
        resolve({ status, headers, text, took: received - sent });
      }, fail);
    });
    outgoing.end(bytes);
    const result = await promise;
    clearTimeout(timer);
    return result;
  }

  /** Sends one request that creates a task under an idempotency key. */
  create(user: string, key: string = randomUUID(), timeoutMs?: number): Promise<CallResult> {
    const call = {
      method: 'POST',
      path: `/api/${user}/tasks`,
      headers: { 'Idempotency-Key': key },
      body: { title: key },
    };
    return this.call(call, timeoutMs);
  }

  close(): void {
    this.#agent.destroy();
  }
}
