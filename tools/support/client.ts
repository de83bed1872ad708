import { once } from 'node:events';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Answered, Sent } from './exchange.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body, if it is JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: what a server answers is looked into, not known
  readonly json: any;
}

interface Options {
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent as it is if it is text or bytes, else as JSON. */
  readonly body?: unknown;
}

const agent = new Agent({ keepAlive: true });

type Check = (sent: Sent, answered: Answered) => void;

const checks = new Map<string, Check>();

/** Registers a check of every exchange with a server. */
export function checkAll(url: string, check: Check): void {
  checks.set(new URL(url).origin, check);
}

/** @throws Error if the exchange fails the check that is registered for the server, if there is one */
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
 * Asks with `node:http`, which sends what it is given and follows nothing; on a connection of its own if that is to be
 * closed.
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

/** Sends bytes to a server and returns all that it says until it hangs up. */
export async function talk(url: string, ...parts: (string | Buffer)[]): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  for (const part of parts) socket.write(part);
  // A server that hangs up while it is spoken to is no failure of this function.
  socket.on('error', () => {});
  return text(socket);
}

/** The statuses of the answers in what a server said, in order. */
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
