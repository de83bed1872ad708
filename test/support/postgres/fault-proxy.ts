import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy in front of PostgreSQL. It can refuse connections, answer as the database, or cut connections. */
export class FaultProxy {
  /** Handles new connections in place of the database. While undefined, the proxy forwards connections. */
  receive: ((socket: Socket) => void) | undefined;
  /** The number of bytes from the database after which the proxy resets a connection. Undefined: it resets none. */
  cutAfter: number | undefined;
  /** The number of connections accepted so far. */
  count = 0;
  readonly #target: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** @param url the URL of the database to forward to */
  static async open(url: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(new URL(url));
    proxy.#server.listen(0, '127.0.0.1').unref();
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** The URL of the database through the proxy. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return Object.assign(new URL(this.#target), { host: `127.0.0.1:${port}` }).href;
  }

  /** Resets all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  close(): void {
    this.#server.close();
    this.cut();
  }

  #accept(socket: Socket): void {
    this.count++;
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    if (this.receive === undefined) this.#forward(socket);
    else this.receive(socket);
  }

  #forward(socket: Socket): void {
    const upstream = connect(Number(this.#target.port), this.#target.hostname);
    upstream.on('error', () => socket.destroy());
    upstream.on('close', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
    socket.pipe(upstream).pipe(socket);
    let left = this.cutAfter ?? Number.POSITIVE_INFINITY;
    upstream.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left <= 0) socket.resetAndDestroy();
    });
  }
}

/**
 * Returns a handler that answers every connection with a PostgreSQL error.
 *
 * @param severity the severity as the server translates it into its language
 */
export function refusing(code: string, severity = 'FATAL'): (socket: Socket) => void {
  const fields = [`S${severity}`, 'VFATAL', `C${code}`, 'Mmade up'].map((field) => `${field}\0`).join('');
  return answering(message('E', Buffer.from(`${fields}\0`)));
}

/** Returns a handler that answers the first data of a connection with these bytes, and then closes the connection. */
export function answering(bytes: Buffer | string): (socket: Socket) => void {
  return (socket) => socket.once('data', () => socket.end(bytes));
}

/** Encodes a PostgreSQL message: https://www.postgresql.org/docs/current/protocol-message-formats.html */
export function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5, type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
