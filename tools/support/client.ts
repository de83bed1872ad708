import { once } from 'node:events';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Answered, Sent } from './exchange.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The parsed body; undefined if the body is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: callers check the shape of an answer field by field
  readonly json: any;
}

interface Options {
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** The request body: strings and buffers are sent unchanged, any other value as JSON. */
  readonly body?: unknown;
}

const agent = new Agent({ keepAlive: true });

type Check = (sent: Sent, answered: Answered) => void;

const checks = new Map<string, Check>();

/** Registers a check of all requests to a server and of their responses; {@link check} runs it. */
export function checkAll(url: string, check: Check): void {
  checks.set(new URL(url).origin, check);
}

/** Runs the check registered for a server, if any, on a request and its response. @throws the errors of the check */
export function check(url: string, { headers, ...sent }: Sent, answered: Answered): void {
  checks.get(new URL(url).origin)?.(
    { ...sent, headers: inLowerCase(headers) },
    { ...answered, headers: inLowerCase(answered.headers) },
  );
}

function inLowerCase<T>(headers: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/**
 * Sends a request with `node:http`, which changes no header and follows no redirect. A request with `Connection: close`
 * gets a new connection.
 */
export async function ask(method: string, url: string, { headers = {}, body }: Options = {}): Promise<Answer> {
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body) || body === undefined;
  const bytes = isRaw ? body : JSON.stringify(body);
  const length = bytes === undefined ? {} : { 'Content-Length': Buffer.byteLength(bytes) };
  const type = bytes === undefined ? {} : { 'Content-Type': 'application/json' };
  const { origin } = new URL(url);
  const path = url.slice(origin.length);
  const all = { ...length, ...type, ...headers };
  const outgoing = request(origin, {
    method,
    agent: headers.Connection === 'close' ? false : agent,
    path,
    headers: all,
  });
  outgoing.end(bytes);
  const [incoming] = await once(outgoing, 'response').catch((error) => {
    throw Object.assign(error, { reused: outgoing.reusedSocket });
  });
  const answered = { status: incoming.statusCode, headers: incoming.headers, text: await text(incoming) };
  check(origin, { method, path, headers: all, body: bytes }, answered);
  return { ...answered, json: tryJson(answered.text) };
}

/** Sends bytes on a new connection, and returns everything received until the server closes it. */
export async function talk(url: string, ...parts: (string | Buffer)[]): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  for (const part of parts) socket.write(part);
  // The server may close the connection before it has read the whole request, which is not an error here.
  socket.on('error', () => {});
  return text(socket);
}

/** Returns the status codes of all HTTP responses in a received text, in order. */
export function statusesIn(said: string): number[] {
  return [...said.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));
}

function tryJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
