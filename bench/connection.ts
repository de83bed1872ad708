import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** One connection that is kept alive: it knows just enough of HTTP to take little of the time that is measured. */
export class Connection {
  readonly #socket: Socket;
  #answer = '';
  #settle: { resolve(): void; reject(error: Error): void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1').setNoDelay();
    socket.on('data', (chunk: string) => this.#read(chunk));
    socket.on('close', () => this.#settle?.reject(new Error('hung up')));
  }

  static async open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new Connection(socket);
  }

  /** Resolves with the answer when all of it is there, and rejects if it is no success. */
  async ask(request: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#settle = { resolve, reject };
    this.#socket.write(request);
    await promise;
  }

  close(): void {
    this.#settle = undefined;
    this.#socket.destroy();
  }

  #read(chunk: string): void {
    const answer = this.#answer + chunk;
    this.#answer = answer;
    const head = answer.indexOf('\r\n\r\n') + 4;
    if (head < 4) return;
    const [, length] = /content-length: (\d+)/i.exec(answer) ?? [];
    if (length === undefined) this.#settle?.reject(new Error(answer));
    if (answer.length < head + Number(length)) return;
    this.#answer = '';
    if (/^HTTP\/1.1 2/.test(answer)) this.#settle?.resolve();
    else this.#settle?.reject(new Error(answer));
  }
}
