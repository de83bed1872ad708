import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { nonEphemeralPort } from './non-ephemeral-port.ts';
import { type NetworkConditions, ProxiedConnection } from './proxied-connection.ts';

/** A TCP proxy between the service and its database, which simulates network faults. */
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

  /** Starts a proxy that forwards to port `target` of the same machine. */
  static async open(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(await nonEphemeralPort(), target);
    await proxy.#listen();
    return proxy;
  }

  /** The number of open connections. */
  get size(): number {
    return this.#connections.size;
  }

  /** Ends all faults: accepts connections and forwards all data, including the data held back so far. */
  async pass(): Promise<void> {
    this.#change({});
    if (!this.#server.listening) await this.#listen();
  }

  /** Refuses new connections, and resets the open ones. */
  async refuse(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
  }

  /** Resets the open connections, but still accepts new ones. */
  cut(): void {
    for (const connection of this.#connections) connection.cut();
  }

  /** Resets each open or new connection after it has forwarded this number of bytes. */
  cutAfter(bytes: number): void {
    this.#change({ cutAfter: bytes });
  }

  /** Accepts connections and data, and forwards nothing: a black hole. */
  hold(): void {
    this.#change({ isBlocked: true });
  }

  /** Delays all forwarded data by this time. */
  slow(milliseconds: number): void {
    this.#change({ delayMs: milliseconds });
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
