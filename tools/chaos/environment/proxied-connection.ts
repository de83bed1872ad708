import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** The state of the simulated network. */
export interface NetworkConditions {
  /** True if the proxy forwards nothing. */
  readonly isBlocked?: boolean;
  /** The delay of all forwarded data, in milliseconds. */
  readonly delayMs?: number;
  /** The number of bytes, in both directions together, after which the connection is reset. */
  readonly cutAfter?: number;
}

/** A connection through the proxy: a socket from the client, and one to the server. */
export class ProxiedConnection {
  readonly closed: Promise<unknown>;
  readonly #downstream: Socket;
  readonly #upstream: Socket;
  #conditions: NetworkConditions = {};
  /** The number of bytes that are still forwarded before the connection is reset. */
  #bytesLeft = Number.POSITIVE_INFINITY;

  constructor(downstream: Socket, target: number, conditions: NetworkConditions) {
    this.#downstream = downstream;
    this.#upstream = connect({ port: target, host: '127.0.0.1', noDelay: true });
    this.#join(downstream, this.#upstream);
    this.#join(this.#upstream, downstream);
    this.closed = Promise.all(
      [downstream, this.#upstream].map((socket) => new Promise((resolve) => socket.once('close', resolve))),
    );
    this.change(conditions);
  }

  change(conditions: NetworkConditions): void {
    this.#conditions = conditions;
    this.#bytesLeft = conditions.cutAfter ?? Number.POSITIVE_INFINITY;
    for (const socket of [this.#downstream, this.#upstream]) {
      if (conditions.isBlocked) socket.pause();
      else socket.resume();
    }
  }

  cut(): void {
    this.#downstream.resetAndDestroy();
    this.#upstream.resetAndDestroy();
  }

  #join(from: Socket, to: Socket): void {
    let last: Promise<void> | undefined;
    // Delayed data keeps its order, and no data is written after the target socket is destroyed.
    const pass = (action: () => void) => {
      const { delayMs = 0 } = this.#conditions;
      if (delayMs === 0 && last === undefined) return action();
      const turn = Promise.all([last, pause(delayMs)]).then(() => {
        if (last === turn) last = undefined;
        if (!to.destroyed) action();
      });
      last = turn;
    };
    from.on('data', (chunk: string | Buffer) => pass(() => this.#write(from, to, chunk as Buffer)));
    from.on('end', () => pass(() => to.end()));
    from.on('error', () => to.resetAndDestroy());
    from.on('close', () => {
      if (from.errored === null && from.readableEnded) return;
      to.resetAndDestroy();
    });
  }

  #write(from: Socket, to: Socket, chunk: Buffer): void {
    const part = chunk.subarray(0, this.#bytesLeft);
    this.#bytesLeft -= part.length;
    const isOver = this.#bytesLeft <= 0;
    const isTaken = to.write(part, () => {
      if (isOver) this.cut();
    });
    if (isTaken || isOver) return;
    from.pause();
    to.once('drain', () => {
      if (!this.#conditions.isBlocked) from.resume();
    });
  }
}
