import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../support/random.ts';
import { parse } from '../../support/wire.ts';
import type { Settings } from '../settings.ts';
import type { Tally } from '../tally.ts';
import type { OutgoingRequest, Reply } from './exchange.ts';

/**
 * The moment when a client disconnects on purpose: once the request is sent, 1 to 20 ms later, or after the response
 * headers.
 */
type DropPoint = 'sent' | 'soon' | 'unread';

interface RetryOptions {
  /** The time when the client stops retrying, by `Date.now()`. Every request is sent at least once. */
  readonly deadline: number;
  /** The probability that the client disconnects on purpose during an attempt to send the request. */
  readonly drops?: number;
  /** Called for each attempt after which it is unknown whether the server executed the request. */
  readonly lost?: () => void;
}

/** The error for a response that breaks a promise of Taskport; its message says how. */
export class UnexpectedReply extends Error {}

/** The error when each attempt before the deadline got no response, or an error response that asks for a retry. */
export class Unreachable extends Error {}

const IDLE_TIMEOUT_MS = 10_000;

/** An HTTP client that picks a random server for each attempt, and retries with backoff and jitter. */
export class Client {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #urls: () => readonly string[];
  readonly #tally: Tally;
  readonly #onReply: Settings['onReply'];

  constructor({ urls, onReply }: Pick<Settings, 'urls' | 'onReply'>, tally: Tally) {
    this.#urls = urls;
    this.#tally = tally;
    this.#onReply = onReply;
  }

  /** The current base URLs of the servers. */
  get urls(): readonly string[] {
    return this.#urls();
  }

  /** Retries a request until the response is final (does not ask for a retry); returns undefined after the deadline. */
  async sendUntilAnswered(
    request: OutgoingRequest,
    random: Random,
    { deadline, drops = 0, lost }: RetryOptions,
  ): Promise<Reply | undefined> {
    for (let attempt = 0; ; attempt++) {
      const drop = random.chance(drops) ? random.pick<DropPoint>(['sent', 'soon', 'unread']) : undefined;
      const reply = await this.send(request, random, drop).catch(() => undefined);
      if (reply !== undefined && !isInconclusive(reply)) return reply;
      if (isInUse(reply)) this.#tally.inUse++;
      else lost?.();
      if (reply !== undefined && !isInUse(reply)) this.#tally.busy++;
      if (Date.now() > deadline) return undefined;
      this.#tally.retries++;
      await pause(Math.min(400, 4 * 2 ** attempt) * (0.5 + random.next()));
    }
  }

  /**
   * Retries a GET until the response is final (does not ask for a retry); its status must be one of `statuses`.
   *
   * @throws UnexpectedReply for any other status
   * @throws Unreachable after the deadline
   */
  async read(
    request: Omit<OutgoingRequest, 'method'>,
    random: Random,
    deadline: number,
    statuses = [200],
  ): Promise<Reply> {
    const reply = await this.sendUntilAnswered({ ...request, method: 'GET' }, random, { deadline });
    if (reply === undefined)
      throw new Unreachable(`No reply to GET ${request.path} from ${this.#urls().join(', ')} before the deadline.`);
    if (statuses.includes(reply.status)) return reply;
    throw new UnexpectedReply(`GET ${request.path}: ${reply.status} ${reply.text}`);
  }

  /** Sends a request once, to a random server, and reads the whole response. */
  async send(request: OutgoingRequest, random: Random, drop?: DropPoint): Promise<Reply> {
    const sent = performance.now();
    const incoming = await this.open(request, random, drop);
    const body = await text(incoming);
    // `text` also resolves when the connection closes early, so this checks that the response is complete.
    if (!incoming.complete || !incoming.readableEnded) throw new Error('The reply was cut off');
    const reply = { status: incoming.statusCode ?? 0, headers: incoming.headers, text: body, sent };
    this.#onReply?.(request, reply);
    return reply;
  }

  /** Sends a request once; resolves when the response headers have arrived, before the body. */
  open(request: OutgoingRequest, random: Random, drop?: DropPoint): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const urls = this.#urls();
    if (urls.length === 0) return Promise.reject(new Error('No server is running at the moment'));
    const { method, path, body } = request;
    const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const headers = { ...length, ...request.headers };
    const outgoing = httpRequest(random.pick(urls), { method, path, headers, agent: this.#agent });
    const hangUp = () => {
      if (outgoing.destroyed) return;
      this.#tally.dropped++;
      const error = new Error('The client hung up on purpose');
      reject(error);
      outgoing.destroy(error);
    };
    outgoing.setTimeout(IDLE_TIMEOUT_MS, () => outgoing.destroy(new Error('The connection was idle for too long')));
    outgoing.on('error', reject);
    if (drop === 'sent') outgoing.on('finish', hangUp);
    if (drop === 'soon') outgoing.on('finish', () => setTimeout(hangUp, random.between(1, 20)));
    outgoing.on('response', (incoming) => {
      // Without this listener, an error of an unread response would crash the process. Body readers get the error, too.
      incoming.on('error', () => {});
      if (drop === 'unread') hangUp();
      resolve(incoming);
    });
    outgoing.end(body);
    return promise;
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Returns whether the response leaves open if the request was executed, so that the client must retry. */
function isInconclusive(reply: Reply): boolean {
  return reply.status === 503 || reply.status === 504 || isInUse(reply);
}

function isInUse(reply: Reply | undefined): boolean {
  return reply?.status === 409 && parse<{ code: string }>(reply.text)?.code === 'idempotency_key_in_use';
}

/** Parses a header whose value is an integer, quoted or not; returns null for any other value. */
export function numberIn(header: string | string[] | undefined): number | null {
  const found = /^"?(\d+)"?$/.exec(String(header ?? ''))?.[1];
  return found === undefined ? null : Number(found);
}
