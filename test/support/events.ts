import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { check } from '../../tools/support/client.ts';

/** A server-sent event. */
export interface ServerEvent {
  readonly id: string;
  readonly data: string;
}

/** A client of one server-sent event stream, on its own connection. It parses events as the HTML standard says. */
export class Events {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The last `retry` field: milliseconds to wait between a disconnect and the reconnect. */
  retry: string | undefined;
  readonly #incoming: IncomingMessage;
  readonly #events: AsyncGenerator<ServerEvent>;

  private constructor(incoming: IncomingMessage) {
    this.status = incoming.statusCode as number;
    this.headers = incoming.headers;
    this.#incoming = incoming;
    this.#events = this.#read();
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<Events> {
    const all = { Accept: 'text/event-stream', ...headers };
    const outgoing = request(url, { agent: false, headers: all });
    // cut() makes the request emit an error, which would be uncaught without a listener.
    outgoing.on('error', () => {});
    outgoing.end();
    const [incoming] = await once(outgoing, 'response');
    const answered = { status: incoming.statusCode, headers: incoming.headers };
    check(url, { method: 'GET', path: outgoing.path, headers: all }, answered);
    return new Events(incoming);
  }

  /** Returns the next event, or undefined at the end of the stream. */
  async next(): Promise<ServerEvent | undefined> {
    return (await this.#events.next()).value;
  }

  /** Returns the next `count` events, or fewer if the stream ends. */
  async take(count: number): Promise<ServerEvent[]> {
    const taken: ServerEvent[] = [];
    while (taken.length < count) {
      const event = await this.next();
      if (event === undefined) break;
      taken.push(event);
    }
    return taken;
  }

  /** Disconnects from the event stream. */
  cut(): void {
    this.#incoming.destroy();
  }

  async *#read(): AsyncGenerator<ServerEvent, undefined> {
    let id = '';
    let data: string[] = [];
    for await (const line of this.#lines()) {
      const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
      if (field === 'id') id = value;
      if (field === 'data') data.push(value);
      if (field === 'retry') this.retry = value;
      if (line === '' && data.length > 0) {
        yield { id, data: data.join('\n') };
        data = [];
      }
    }
  }

  async *#lines(): AsyncGenerator<string> {
    let rest = '';
    this.#incoming.setEncoding('utf8');
    try {
      for await (const chunk of this.#incoming) {
        const lines = (rest + chunk).split(/\r?\n/);
        rest = lines.pop() as string;
        yield* lines;
      }
    } catch {
      // A lost connection ends the event stream, and its incomplete last line is dropped.
    }
  }
}
