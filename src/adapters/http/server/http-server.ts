import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import type { HttpMetrics } from '../observability/http-metrics.ts';
import { errorReply, HttpError, type HttpErrorCode } from '../problem/problem.ts';
import { closeAfterReading } from './linger.ts';
import type { RequestQueue } from './request-queue.ts';
import { MAX_HEADERS, MAX_URL_LENGTH } from './sanity-checks.ts';
import { commonHeaders } from './send.ts';

const CONNECTION_TIMEOUTS = {
  headersTimeout: TIMEOUTS.headers,
  requestTimeout: TIMEOUTS.request,
  keepAliveTimeout: TIMEOUTS.idle,
  connectionsCheckingInterval: TIMEOUTS.checkInterval,
} as const;

/** How many connections may wait to be taken, so far as the system allows; more would be dropped, and try again a second later. */
const BACKLOG = 4_096;

/**
 * What is under way on a connection. One set for all connections would cost more: each time that a set makes room, V8 lets
 * what it was refer to what it is, and answers that were over would be kept for those that are not.
 */
interface Connection {
  readonly inFlight: ServerResponse[];
  /** The answer to what came last. */
  latest: ServerResponse | undefined;
}

/** A server that answers in JSON even what never becomes a request, and that stops without dropping one. */
export class HttpServer {
  readonly #server: Server;
  readonly #log: Logger;
  readonly #metrics: HttpMetrics;
  readonly #stopping: AbortController;
  /** Whether it stops, and has waited for requests long enough. */
  #hangsUp = false;
  readonly #connections = new Map<Duplex, Connection>();

  /** @param stopping is aborted when it stops: for whoever would otherwise answer without end */
  constructor(queue: RequestQueue, log: Logger, metrics: HttpMetrics, stopping: AbortController) {
    this.#log = log;
    this.#metrics = metrics;
    this.#stopping = stopping;
    // Without a Host header Node would answer by itself, and not in JSON.
    this.#server = createServer({ ...CONNECTION_TIMEOUTS, requireHostHeader: false });
    this.#server.maxHeadersCount = MAX_HEADERS + 1;
    // A client that closes its sending side has said everything, and waits for the answer.
    Object.assign(this.#server, { httpAllowHalfOpen: true });
    const handle: RequestListener = (request, response) => {
      this.#track(response);
      queue.add(request, response);
    };
    this.#server.on('connection', (socket) => {
      queue.connected();
      this.#connect(socket);
    });
    this.#server.on('request', handle);
    this.#server.on('checkExpectation', handle);
    // The body is asked for when it is read, and not at all if the request is refused before. It may come all the same.
    this.#server.on('checkContinue', (request, response) => {
      const { socket } = request;
      socket.destroySoon = () => closeAfterReading(socket);
      handle(request, response);
    });
    this.#server.on('connect', (_request, socket) => this.#refuse(socket, 'bad_request'));
    this.#server.on('clientError', (error: ParserError, socket) => this.#onClientError(error, socket));
  }

  /** Resolves with the address when it is served; rejects if it cannot be. */
  async listen(port: number, host: string): Promise<string> {
    this.#server.listen({ port, host, backlog: BACKLOG });
    await once(this.#server, 'listening');
    const { address, family, port: actual } = this.#server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${actual}`;
  }

  /**
   * Takes no more connections, and resolves when all requests are answered, or have been cut off because `grace`
   * milliseconds have passed, with the number of those.
   */
  async stop(grace: number): Promise<number> {
    let cut = 0;
    for (const response of this.#inFlight) closeAfter(response);
    this.#stopping.abort();
    const timer = setTimeout(() => {
      cut = this.#inFlight.length;
      this.#server.closeAllConnections();
    }, grace);
    const closed = once(this.#server, 'close');
    // Not HTTP's own, which at once hangs up on whoever has no request here, though one may be on its way.
    NetServer.prototype.close.call(this.#server);
    await Promise.race([closed, delay(Math.min(TIMEOUTS.linger, grace))]);
    this.#hangsUp = true;
    this.#server.close();
    await closed;
    clearTimeout(timer);
    return cut;
  }

  get #inFlight(): ServerResponse[] {
    return [...this.#connections.values()].flatMap(({ inFlight }) => inFlight);
  }

  #connect(socket: Duplex): void {
    this.#connections.set(socket, { inFlight: [], latest: undefined });
    socket.once('close', () => this.#connections.delete(socket));
  }

  #track(response: ServerResponse): void {
    const connection = this.#connections.get(response.req.socket);
    // It has been lost already.
    if (connection === undefined) return;
    const { inFlight } = connection;
    inFlight.push(response);
    connection.latest = response;
    response.once('close', () => {
      inFlight.splice(inFlight.indexOf(response), 1);
      // A connection that is kept alive must not keep its last request in memory.
      if (response.req.complete && connection.latest === response) connection.latest = undefined;
      // One that had begun before could not be told to be the last on its connection.
      if (this.#hangsUp) setImmediate(() => this.#server.closeIdleConnections());
    });
    if (this.#stopping.signal.aborted) closeAfter(response);
  }

  /** Something that Node's parser could not make a request of, or that did not arrive in time. */
  #onClientError(error: ParserError, socket: Duplex): void {
    // It is the connection that broke: there is nobody to tell.
    if (!/^(HPE_|ERR_HTTP_)/.test(error.code ?? '')) return void socket.destroy();
    const { latest, inFlight = [] } = this.#connections.get(socket) ?? {};
    const begun = inFlight.filter(({ req }) => req.complete);
    // Who was answered before all of the request was there is not answered twice.
    if (latest?.headersSent && !latest.req.complete) socket.destroy();
    // Requests before it on the same connection are still being answered: none of them may take this for its answer.
    else if (begun.length > 0) begun.at(-1)?.once('close', () => this.#refuse(socket, codeOf(error), isHead(error)));
    else this.#refuse(socket, codeOf(error), isHead(error));
  }

  #refuse(socket: Duplex, code: HttpErrorCode, isHead = false): void {
    if (!socket.writable) return void socket.destroy();
    const id = randomUUID();
    const { status, headers, body } = errorReply(new HttpError(code), id);
    this.#log.info({ id, method: null, route: null, status }, 'request');
    this.#metrics.refused(status);
    const lines = Object.entries({
      ...headers,
      ...commonHeaders({ state: { requestId: id } }),
      Date: new Date().toUTCString(),
      'Content-Length': Buffer.byteLength(body),
      Connection: 'close',
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`;
    closeAfterReading(socket, isHead ? head : head + body);
  }
}

function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}

/** What Node's parser could not make a request of: the bytes that it was given last, and how many of them it took. */
interface ParserError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
  readonly bytesParsed?: number;
}

/** The head of the request that could not be parsed, so far as it is in the last bytes, from its first line on. */
function headOf({ rawPacket, bytesParsed = 0 }: ParserError): string {
  const parseWith = rawPacket?.toString('latin1', 0, bytesParsed + 1) ?? '';
  const heads = parseWith.replace(/(\r?\n)+$/, '').split(/\r?\n\r?\n/);
  return heads.at(-1)?.trimStart() ?? '';
}

/** The answer to HEAD has no body, an error included. */
function isHead(error: ParserError): boolean {
  return headOf(error).startsWith('HEAD ');
}

function codeOf(error: ParserError): HttpErrorCode {
  const { code } = error;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request_timeout';
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 'body_too_large';
  if (code !== 'HPE_HEADER_OVERFLOW') return 'bad_request';
  // Node counts the request line among the headers. Where that alone is too long, it is the address that is.
  const [line = '', ...others] = headOf(error).split('\n');
  // A packet without the end of a line is in the middle of one: most likely the first.
  return line.length > MAX_URL_LENGTH || others.length === 0 ? 'uri_too_long' : 'headers_too_large';
}
