import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../support/random.ts';
import { parse } from '../../support/wire.ts';
import type { Settings } from '../settings.ts';
import type { Tally } from '../tally.ts';

export interface Ask {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** When the request began that this answers, by `performance.now()`. */
  readonly sent: number;
}

/** When to hang up: when the request is out, a moment later, or when the answer's head is there and its body is not. */
type Drop = 'sent' | 'soon' | 'unread';

interface Insistence {
  /** When to give up, by `Date.now()`. */
  readonly until: number;
  /** How often to hang up on purpose before the answer is read. */
  readonly drops?: number;
  /** Told of every time that something was sent of which nobody knows what became of it. */
  readonly lost?: () => void;
}

/** An answer that must not be; what it breaks is in the message. */
export class Surprise extends Error {}

/** There was no answer for so long that it was given up. */
export class Unreachable extends Error {}

/** How long nothing may be heard of an answer. */
const SILENCE = 10_000;

/** Asks any of the servers, and asks again until it has an answer. */
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

  /** The addresses as they are now. */
  get urls(): readonly string[] {
    return this.#urls();
  }

  /** Sends a request until it is answered definitely, or returns undefined when it is given up. */
  async insist(ask: Ask, random: Random, { until, drops = 0, lost }: Insistence): Promise<Reply | undefined> {
    for (let attempt = 0; ; attempt++) {
      const drop = random.chance(drops) ? random.pick<Drop>(['sent', 'soon', 'unread']) : undefined;
      const reply = await this.send(ask, random, drop).catch(() => undefined);
      if (reply !== undefined && !comesToNothing(reply)) return reply;
      if (isInUse(reply)) this.#tally.inUse++;
      else lost?.();
      if (reply !== undefined && !isInUse(reply)) this.#tally.busy++;
      if (Date.now() > until) return undefined;
      this.#tally.retries++;
      await pause(Math.min(400, 4 * 2 ** attempt) * (0.5 + random.next()));
    }
  }

  /**
   * Reads until there is an answer with one of these statuses.
   *
   * @throws Surprise if there is another answer
   * @throws Unreachable if there is none
   */
  async read(ask: Omit<Ask, 'method'>, random: Random, until: number, statuses = [200]): Promise<Reply> {
    const reply = await this.insist({ ...ask, method: 'GET' }, random, { until });
    if (reply === undefined)
      throw new Unreachable(`Given up: no answer to GET ${ask.path} at ${this.#urls().join(', ')}.`);
    if (statuses.includes(reply.status)) return reply;
    throw new Surprise(`GET ${ask.path}: ${reply.status} ${reply.text}`);
  }

  /** Sends a request once, to any of the servers. */
  async send(ask: Ask, random: Random, drop?: Drop): Promise<Reply> {
    const sent = performance.now();
    const incoming = await this.open(ask, random, drop);
    const body = await text(incoming);
    // Where the connection ended on the way, what came of the answer counts as nothing; reading it may not fail.
    if (!incoming.complete || !incoming.readableEnded) throw new Error('not all was heard');
    const reply = { status: incoming.statusCode ?? 0, headers: incoming.headers, text: body, sent };
    this.#onReply?.(ask, reply);
    return reply;
  }

  /** Sends a request once and returns the answer as it begins. */
  open(ask: Ask, random: Random, drop?: Drop): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const urls = this.#urls();
    if (urls.length === 0) return Promise.reject(new Error('no server at the moment'));
    const { method, path, body } = ask;
    const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const headers = { ...length, ...ask.headers };
    const outgoing = request(random.pick(urls), { method, path, headers, agent: this.#agent });
    const hangUp = () => {
      if (outgoing.destroyed) return;
      this.#tally.dropped++;
      const error = new Error('hung up on purpose');
      reject(error);
      outgoing.destroy(error);
    };
    outgoing.setTimeout(SILENCE, () => outgoing.destroy(new Error('nothing was heard')));
    outgoing.on('error', reject);
    if (drop === 'sent') outgoing.on('finish', hangUp);
    if (drop === 'soon') outgoing.on('finish', () => setTimeout(hangUp, random.between(1, 20)));
    outgoing.on('response', (incoming) => {
      // Whoever reads it is told as well; without a reader an error would end this process.
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

/** An answer that says nothing about whether what was asked is done, or will be. */
function comesToNothing(reply: Reply): boolean {
  return reply.status === 503 || reply.status === 504 || isInUse(reply);
}

function isInUse(reply: Reply | undefined): boolean {
  return reply?.status === 409 && parse<{ code: string }>(reply.text)?.code === 'idempotency_key_in_use';
}

/** The number in a header, in quotes or not; null if there is none. */
export function numberIn(header: string | string[] | undefined): number | null {
  const found = /^"?(\d+)"?$/.exec(String(header ?? ''))?.[1];
  return found === undefined ? null : Number(found);
}
