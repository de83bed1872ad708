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

/** What came of a call. */
export interface CallResult {
  /** 0 if there was no answer. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Milliseconds. */
  readonly took: number;
  /** Why there was no answer. */
  readonly error?: string;
  /** Whether its connection had served before. */
  readonly isReused?: boolean;
}

/** Asks a service, on connections that are kept, and never throws: what came of it is what the caller is about. */
export class Caller {
  readonly #url: () => string;
  readonly #checker: ReplyChecker | undefined;
  readonly #agent = new Agent({ keepAlive: true });

  /** @param checker is told of every answer */
  constructor(url: () => string, checker?: ReplyChecker) {
    this.#url = url;
    this.#checker = checker;
  }

  /** Calls once; gives up after so many milliseconds. */
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

  /** Creates a task under a key, once. */
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
