import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Answer, AnswerReader } from './answer-reader.ts';

/** More than most answers have. */
const ROOM = 64 * 1024;

type Answered = (answer: Answer | Error) => void;

/** One connection that is kept alive, with one request on it at a time: it takes little of the time that is measured. */
export class Connection {
  readonly #socket: Socket;
  readonly #reader = new AnswerReader((answer) => this.#settle(answer));
  #answered: Answered | undefined;

  private constructor(host: string, port: number) {
    const callback = (length: number, bytes: Uint8Array) => this.#read(bytes.subarray(0, length) as Buffer);
    // Into the same bytes each time: a new buffer for every answer costs more than all else here.
    const onread = { buffer: Buffer.allocUnsafe(ROOM), callback };
    this.#socket = connect({ host, port, noDelay: true, onread });
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('the server hung up')));
  }

  static async open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url);
    const connection = new Connection(hostname, Number(port));
    await once(connection.#socket, 'connect');
    return connection;
  }

  /** Calls back when the answer is there, or when there will be none. */
  send(request: Buffer, answered: Answered): void {
    this.#answered = answered;
    if (!this.#socket.destroyed) this.#socket.write(request);
    else queueMicrotask(() => this.#fail(new Error('the server hung up')));
  }

  /** Resolves with the answer, and rejects if it is no success. */
  ask(request: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.send(request, (answer) => {
        if (answer instanceof Error) reject(answer);
        else if (answer.status >= 300) reject(new Error(`${answer.status} ${answer.body}`));
        else resolve(answer);
      });
    });
  }

  /** Whatever is still unanswered never will be. */
  close(): void {
    this.#fail(new Error('there was no answer in time'));
  }

  /** Goes on reading whatever comes of it. */
  #read(bytes: Buffer): true {
    try {
      this.#reader.read(bytes);
    } catch (error) {
      this.#fail(error as Error);
    }
    return true;
  }

  #fail(error: Error): void {
    this.#socket.destroy();
    this.#settle(error);
  }

  #settle(answer: Answer | Error): void {
    const answered = this.#answered;
    this.#answered = undefined;
    answered?.(answer);
  }
}
