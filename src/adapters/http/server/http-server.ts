import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import { createSecureServer, renewCertificate, type TlsFiles } from '../edge/secure-server.ts';
import type { HttpMetrics } from '../observability/http-metrics.ts';
import { errorReply, HttpError, type HttpErrorCode } from '../problem/problem.ts';
import { closeAfterReading } from './linger.ts';
import { codeOf, isHead, isProtocolError, type ParserError } from './parser-error.ts';
import type { RequestQueue } from './request-queue.ts';
import { MAX_HEADERS } from './sanity-checks.ts';
import { commonHeaders } from './send.ts';

// The states of the server after `stop`:
//
//   lingering ──► closing idle ──► closed
//
// Lingering, for TIMEOUTS.linger: the server accepts no connections, and streams end. Open connections stay usable,
// because a request may be on its way, but each reply says `Connection: close`.
// Closing idle: the server closes each connection without a request in flight.
// Closed: no connection is left. `grace` milliseconds after `stop`, the server destroys connections still open.

const CONNECTION_TIMEOUTS = {
  headersTimeout: TIMEOUTS.headers,
  requestTimeout: TIMEOUTS.request,
  keepAliveTimeout: TIMEOUTS.idle,
  connectionsCheckingInterval: TIMEOUTS.checkInterval,
} as const;

/**
 * The length of the accept queue, which the kernel caps. If the queue is full, clients retry to connect a second later.
 */
const BACKLOG = 4_096;

/**
 * The responses of one connection. One `Set` for the responses of all connections would leak: when a set grows, V8
 * links its old table to the new one, and garbage collection then keeps finished responses while others are in flight.
 */
interface Connection {
  readonly inFlight: ServerResponse[];
  /** The response to the latest request. */
  latest: ServerResponse | undefined;
}

/** The network settings of the server. */
interface Network {
  /** The files of the TLS certificate; undefined to serve plain http. */
  readonly tls?: TlsFiles | undefined;
  /** Headers that the server adds to every reply. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** An HTTP server that answers malformed requests in JSON, and that drains before it stops. */
export class HttpServer {
  readonly #server: Server;
  readonly #log: Logger;
  readonly #metrics: HttpMetrics;
  readonly #stopping: AbortController;
  readonly #network: Network;
  #isClosingIdle = false;
  readonly #connections = new Map<Duplex, Connection>();
  /** The TCP connections of a TLS server. `closeAllConnections` misses those whose TLS handshake is not complete. */
  readonly #accepted = new Set<Socket>();

  /** @param stopping is aborted on `stop`, to end streams and long polls */
  constructor(
    queue: RequestQueue,
    log: Logger,
    metrics: HttpMetrics,
    stopping: AbortController,
    network: Network = {},
  ) {
    this.#network = network;
    this.#log = log;
    this.#metrics = metrics;
    this.#stopping = stopping;
    // `requireHostHeader` is off, because Node's own reply to a missing Host header would not be JSON.
    const options = { ...CONNECTION_TIMEOUTS, requireHostHeader: false };
    this.#server = network.tls === undefined ? createServer(options) : createSecureServer(network.tls, options);
    this.#server.maxHeadersCount = MAX_HEADERS + 1;
    // A client that half-closes its connection still reads the reply.
    Object.assign(this.#server, { httpAllowHalfOpen: true });
    const handle: RequestListener = (request, response) => {
      this.#track(response);
      queue.add(request, response);
    };
    this.#server.on(network.tls === undefined ? 'connection' : 'secureConnection', (socket: Duplex) => {
      queue.connected();
      this.#connections.set(socket, { inFlight: [], latest: undefined });
      socket.once('close', () => this.#connections.delete(socket));
    });
    if (network.tls !== undefined) this.#server.on('connection', (socket) => this.#accept(socket));
    this.#server.on('request', handle);
    this.#server.on('checkExpectation', handle);
    // A refused request gets no `100 Continue`, but its client may send the body anyway. The server then has to read
    // the body before it closes the connection.
    this.#server.on('checkContinue', (request, response) => {
      const { socket } = request;
      socket.destroySoon = () => closeAfterReading(socket);
      handle(request, response);
    });
    this.#server.on('connect', (_request, socket) => this.#refuse(socket, 'bad_request'));
    this.#server.on('clientError', (error: ParserError, socket) => this.#onClientError(error, socket));
  }

  /** Resolves with the URL when the server listens; rejects if it cannot listen. */
  async listen(port: number, host: string): Promise<string> {
    this.#server.listen({ port, host, backlog: BACKLOG });
    await once(this.#server, 'listening');
    const { address, family, port: actual } = this.#server.address() as AddressInfo;
    const scheme = this.#network.tls === undefined ? 'http' : 'https';
    return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${actual}`;
  }

  /**
   * Reloads the files of the TLS certificate, if the server has one.
   *
   * @throws Error if a file is invalid; the server then keeps the old certificate
   */
  renewCertificate(): void {
    if (this.#network.tls !== undefined) renewCertificate(this.#server as HttpsServer, this.#network.tls);
  }

  /**
   * Drains the server, then closes it: see the states at the top of this file.
   *
   * @param grace how long to wait for requests in flight, in milliseconds
   * @returns the number of requests that were cut off
   */
  async stop(grace: number): Promise<number> {
    let cut = 0;
    for (const response of this.#inFlight) closeAfter(response);
    this.#stopping.abort();
    const timer = setTimeout(() => {
      cut = this.#inFlight.length;
      this.#server.closeAllConnections();
      for (const socket of this.#accepted) socket.destroy();
    }, grace);
    const closed = once(this.#server, 'close');
    // Calls `close` of net.Server, because `close` of http.Server would also close idle connections at once.
    NetServer.prototype.close.call(this.#server);
    await Promise.race([closed, delay(Math.min(TIMEOUTS.linger, grace))]);
    this.#isClosingIdle = true;
    this.#server.close();
    await closed;
    clearTimeout(timer);
    return cut;
  }

  get #inFlight(): ServerResponse[] {
    return [...this.#connections.values()].flatMap(({ inFlight }) => inFlight);
  }

  #accept(socket: Socket): void {
    this.#accepted.add(socket);
    socket.once('close', () => this.#accepted.delete(socket));
  }

  #track(response: ServerResponse): void {
    const connection = this.#connections.get(response.req.socket);
    // The client has already disconnected.
    if (connection === undefined) return;
    const { inFlight } = connection;
    inFlight.push(response);
    connection.latest = response;
    response.once('close', () => {
      inFlight.splice(inFlight.indexOf(response), 1);
      // A kept-alive connection must not keep its last request in memory.
      if (response.req.complete && connection.latest === response) connection.latest = undefined;
      // If the headers of the reply were sent before `stop`, they had no `Connection: close`, so the client may keep
      // the connection open. The server then closes it.
      if (this.#isClosingIdle) setImmediate(() => this.#server.closeIdleConnections());
    });
    if (this.#stopping.signal.aborted) closeAfter(response);
  }

  #onClientError(error: ParserError, socket: Duplex): void {
    if (!isProtocolError(error)) return void socket.destroy();
    const { latest, inFlight = [] } = this.#connections.get(socket) ?? {};
    const pending = inFlight.filter(({ req }) => req.complete);
    // A request that already has its reply gets no second reply if the rest of its body is malformed.
    if (latest?.headersSent && !latest.req.complete) socket.destroy();
    // With pipelining, the error must follow the replies to earlier requests.
    else if (pending.length > 0)
      pending.at(-1)?.once('close', () => this.#refuse(socket, codeOf(error), isHead(error)));
    else this.#refuse(socket, codeOf(error), isHead(error));
  }

  /** Answers a request that never reached Koa, and closes the connection. */
  #refuse(socket: Duplex, code: HttpErrorCode, isHead = false): void {
    if (!socket.writable) return void socket.destroy();
    const id = randomUUID();
    const { status, headers, body } = errorReply(new HttpError(code), id);
    this.#log.info({ id, method: null, route: null, status }, 'request');
    this.#metrics.refused(status);
    const lines = Object.entries({
      ...headers,
      ...commonHeaders({ state: { requestId: id, headers: this.#network.headers } }),
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
