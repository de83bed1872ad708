import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** What becomes of what is sent through a proxy. */
export interface NetworkConditions {
  /** Nothing is passed on. */
  readonly isHeld?: boolean;
  /** Everything is passed on so many milliseconds late. */
  readonly delay?: number;
  /** After so many bytes in either direction it is over. */
  readonly cutAfter?: number;
}

/** One connection through a proxy: the one that was made to it, and the one that it has made on behalf of that. */
export class ProxiedConnection {
  readonly closed: Promise<unknown>;
  readonly #downstream: Socket;
  readonly #upstream: Socket;
  #conditions: NetworkConditions = {};
  /** How many bytes there may be yet. */
  #left = Number.POSITIVE_INFINITY;

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
    this.#left = conditions.cutAfter ?? Number.POSITIVE_INFINITY;
    for (const socket of [this.#downstream, this.#upstream]) {
      if (conditions.isHeld) socket.pause();
      else socket.resume();
    }
  }

  cut(): void {
    this.#downstream.resetAndDestroy();
    this.#upstream.resetAndDestroy();
  }

  #join(from: Socket, to: Socket): void {
    let last: Promise<void> | undefined;
    // What is late may not be overtaken, nor may it come when it is over.
    const pass = (action: () => void) => {
      const { delay = 0 } = this.#conditions;
      if (delay === 0 && last === undefined) return action();
      const turn = Promise.all([last, pause(delay)]).then(() => {
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
    const part = chunk.subarray(0, this.#left);
    this.#left -= part.length;
    const isOver = this.#left <= 0;
    const isTaken = to.write(part, () => {
      if (isOver) this.cut();
    });
    if (isTaken || isOver) return;
    from.pause();
    to.once('drain', () => {
      if (!this.#conditions.isHeld) from.resume();
    });
  }
}
