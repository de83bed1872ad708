import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands before a PostgreSQL, and leads there, or does something else with whoever comes. */
export class Door {
  /** What is done with a connection; nothing leads it on. */
  receive: ((socket: Socket) => void) | undefined;
  /** After how many bytes of answers a connection is reset. */
  cutAfter: number | undefined;
  /** How many have come. */
  count = 0;
  readonly #target: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((socket) => this.#take(socket));
  }

  /** @param url the address of the database behind it */
  static async open(url: string): Promise<Door> {
    const door = new Door(new URL(url));
    door.#server.listen(0, '127.0.0.1').unref();
    await once(door.#server, 'listening');
    return door;
  }

  /** The same database, by way of this. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return Object.assign(new URL(this.#target), { host: `127.0.0.1:${port}` }).href;
  }

  /** Resets all connections, so that others have to be made. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  close(): void {
    this.#server.close();
    this.cut();
  }

  #take(socket: Socket): void {
    this.count++;
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    if (this.receive === undefined) this.#lead(socket);
    else this.receive(socket);
  }

  #lead(socket: Socket): void {
    const onwards = connect(Number(this.#target.port), this.#target.hostname);
    onwards.on('error', () => socket.destroy());
    onwards.on('close', () => socket.destroy());
    socket.on('close', () => onwards.destroy());
    socket.pipe(onwards).pipe(socket);
    let left = this.cutAfter ?? Number.POSITIVE_INFINITY;
    onwards.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left <= 0) socket.resetAndDestroy();
    });
  }
}

/** Refuses whoever comes as PostgreSQL does, in the language that it is set to. */
export function refusing(code: string, severity = 'FATAL'): (socket: Socket) => void {
  const fields = [`S${severity}`, 'VFATAL', `C${code}`, 'Mmade up'].map((field) => `${field}\0`).join('');
  return answering(message('E', Buffer.from(`${fields}\0`)));
}

/** Says the same to whoever comes, and hangs up. */
export function answering(bytes: Buffer | string): (socket: Socket) => void {
  return (socket) => socket.once('data', () => socket.end(bytes));
}

/** A message of the protocol: https://www.postgresql.org/docs/current/protocol-message-formats.html */
export function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5, type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
