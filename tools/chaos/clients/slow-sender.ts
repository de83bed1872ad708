import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** The part of a request that is sent slowly. */
export type Part = 'head' | 'body';

/** The milliseconds between two sent bytes of a body, or between two sent header lines. */
const BYTE_INTERVAL_MS = 1000;

/** A slowloris client: it sends a request slowly and never finishes the request. */
export class SlowSender {
  /** The time when the connection was established, by `performance.now()`. */
  started = Number.NaN;
  /** The response, and the milliseconds from the connection to the response. */
  answered: { after: number; status: number; text: string } | undefined;
  readonly closed: Promise<void>;
  readonly #socket: Socket;

  constructor(url: string, part: Part) {
    const { port, hostname } = new URL(url);
    this.#socket = connect(Number(port), hostname);
    this.#socket.on('error', () => {});
    let timer: NodeJS.Timeout | undefined;
    this.#socket.once('connect', () => {
      this.started = performance.now();
      const head = `POST /api/${randomUUID()}/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`;
      this.#socket.write(part === 'head' ? head : `${head}Content-Length: 1000\r\n\r\n{"title": "`);
      timer = setInterval(
        () => this.#socket.writable && this.#socket.write(part === 'head' ? 'X: y\r\n' : 'x'),
        BYTE_INTERVAL_MS,
      );
    });
    let said = '';
    this.#socket.on('data', (chunk) => {
      said += chunk;
      const [, status, text] = /^HTTP\/1\.1 (\d+).*?\r\n\r\n(.*)/s.exec(said) ?? [];
      if (status === undefined || text === undefined) return;
      const after = this.answered?.after ?? performance.now() - this.started;
      this.answered = { after, status: Number(status), text };
    });
    this.closed = new Promise((resolve) => {
      this.#socket.once('close', () => {
        clearInterval(timer);
        resolve();
      });
    });
  }

  leave(): void {
    this.#socket.destroy();
  }
}
