import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { nonEphemeralPort } from './non-ephemeral-port.ts';
import { type NetworkConditions, ProxiedConnection } from './proxied-connection.ts';

/** A TCP proxy between the service and its database, which can be told to fail in the ways that networks do. */
export class TcpProxy {
  readonly port: number;
  readonly #target: number;
  readonly #connections = new Set<ProxiedConnection>();
  readonly #server: Server;
  #conditions: NetworkConditions = {};

  private constructor(port: number, target: number) {
    this.port = port;
    this.#target = target;
    this.#server = createServer({ noDelay: true }, (socket) => {
      const connection = new ProxiedConnection(socket, this.#target, this.#conditions);
      this.#connections.add(connection);
      connection.closed.then(() => this.#connections.delete(connection));
    });
  }

  /** Between a port of its own and this one of the same machine. */
  static async open(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(await nonEphemeralPort(), target);
    await proxy.#listen();
    return proxy;
  }

  /** How many connections go through it. */
  get size(): number {
    return this.#connections.size;
  }

  /** Takes connections again, and passes on everything, what it held included. */
  async pass(): Promise<void> {
    this.#change({});
    if (!this.#server.listening) await this.#listen();
  }

  /** Takes no connections, and resets those that there are. */
  async refuse(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
  }

  /** Resets all connections; new ones are welcome. */
  cut(): void {
    for (const connection of this.#connections) connection.cut();
  }

  /** Resets each connection, new ones too, after so many more bytes in either direction. */
  cutAfter(bytes: number): void {
    this.#change({ cutAfter: bytes });
  }

  /** Takes connections and bytes, and passes on nothing. */
  hold(): void {
    this.#change({ isHeld: true });
  }

  /** Passes on everything so many milliseconds late. */
  slow(milliseconds: number): void {
    this.#change({ delay: milliseconds });
  }

  async close(): Promise<void> {
    await this.refuse();
  }

  #change(conditions: NetworkConditions): void {
    this.#conditions = conditions;
    for (const connection of this.#connections) connection.change(conditions);
  }

  async #listen(): Promise<void> {
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
  }
}
